package io.barewire.speaker;

/// What the kernel takes for the name of an interface.
final class InterfaceNames {
    /// `IFNAMSIZ` without the final zero.
    private static final int LONGEST = 15;

    private InterfaceNames() {}

    /// @throws IllegalArgumentException that says what is wrong with it
    static void check(String name) {
        boolean wellFormed = !name.isEmpty()
                && name.length() <= LONGEST
                && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != ':' && c != '%');
        if (!wellFormed) {
            throw new IllegalArgumentException("'" + name + "' cannot be an interface's name");
        }
    }
}
