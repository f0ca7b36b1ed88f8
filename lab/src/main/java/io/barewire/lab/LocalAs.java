package io.barewire.lab;

/// The AS of the sessions.
///
/// @param first 1 to 4294967295
/// @param countsUp each session has the next number; else all have the same
public record LocalAs(long first, boolean countsUp) {
    private static final long LAST = 0xFFFFFFFFL;

    public LocalAs {
        if (first < 1 || first > LAST) {
            throw new IllegalArgumentException("local AS " + first + " is not within 1 to " + LAST);
        }
    }

    /// `64512`, or `64512+` for one that counts up.
    public static LocalAs parse(String text) {
        boolean countsUp = text.endsWith("+");
        String digits = countsUp ? text.substring(0, text.length() - 1) : text;
        if (!digits.matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("'" + text + "' is not an AS number such as 64512, or 64512+");
        }
        return new LocalAs(Long.parseLong(digits), countsUp);
    }

    /// Of session `number`, from 0 on.
    long of(int number) {
        return countsUp ? first + number : first;
    }

    void requireFor(int sessions) {
        if (of(sessions - 1) > LAST) {
            throw new IllegalArgumentException(
                    "there are not " + sessions + " AS numbers from " + first + " to " + LAST);
        }
    }

    @Override
    public String toString() {
        return first + (countsUp ? "+" : "");
    }
}
