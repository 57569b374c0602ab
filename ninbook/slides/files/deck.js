// The sizes were chosen without knowing the fonts of this machine. Where they are wider, a slide is
// made smaller as a whole, so that nothing is cut off.
(() => {
  const reveal = document.querySelector('.reveal')
  const fit = (section) => {
    const body = section.querySelector('.body')
    if (!body) return
    const room = section.getBoundingClientRect().bottom
      - parseFloat(getComputedStyle(section).paddingBottom) - body.getBoundingClientRect().top
    const width = body.clientWidth
    for (let scale = 1; scale > 0.5; scale -= 0.04) {
      body.style.zoom = scale
      const box = body.getBoundingClientRect()
      const widest = Math.max(...[...body.children].map((child) => child.scrollWidth))
      if (box.height <= room + 1 && widest * scale <= width + 1) return
    }
  }
  reveal.classList.add('measuring')
  document.querySelectorAll('.slides > section').forEach(fit)
  reveal.classList.remove('measuring')
  Reveal.initialize({
    width: WIDTH, height: HEIGHT, margin: 0, center: false, hash: true, slideNumber: 'c/t',
    transition: 'none', backgroundTransition: 'none',
    scrollActivationWidth: null, // its view for phones forgets which slide an address names
  })
})()
