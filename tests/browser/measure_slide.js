// What of the present slide is cut off, and how small its smallest letters are, in slide pixels:
// those of its text, and those in its pictures.
() => {
  const slide = Reveal.getCurrentSlide()
  const frame = slide.getBoundingClientRect()
  const scale = Reveal.getScale()
  const cut = []
  for (const part of slide.querySelectorAll('*')) {
    if (part.parentElement.closest('svg, annotation')) continue
    const box = part.getBoundingClientRect()
    if (!box.width || !box.height) continue
    const beyond = Math.max(
      frame.left - box.left, frame.top - box.top, box.right - frame.right,
      box.bottom - Math.min(frame.bottom, innerHeight),
      part.namespaceURI.endsWith('xhtml') ? part.scrollWidth - Math.max(part.clientWidth, box.width) : 0,
    )
    if (beyond > 1) cut.push(`${part.tagName} by ${Math.round(beyond)} px`)
  }
  const sizes = [...slide.querySelectorAll('h1, h2, p, li, pre')].map((part) => {
    const zoom = part.closest('.body')?.style.zoom || 1
    return parseFloat(getComputedStyle(part).fontSize) * zoom
  })
  const labels = [...slide.querySelectorAll('svg text')].map((label) => {
    const { a, b, c, d } = label.getScreenCTM()
    return parseFloat(getComputedStyle(label).fontSize) * Math.sqrt(a * d - b * c) / scale
  })
  return { cut, labels: Math.min(...labels, Infinity), smallest: Math.min(...sizes), scale, heading: slide.querySelector('h1, h2')?.innerText }
}
