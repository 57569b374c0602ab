def main():
    import sys
    print("hello", sys.argv)
    return 0
