def layers(heights):
    return tuple(1 for _ in heights)
