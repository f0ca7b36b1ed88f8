package io.barewire.lab;

/// What a look at the machine found before a run.
///
/// @param inTheWay the run cannot work
/// @param what is the matter
/// @param remedy what to do about it
record Finding(boolean inTheWay, String what, String remedy) {
    static Finding obstacle(String what, String remedy) {
        return new Finding(true, what, remedy);
    }

    static Finding warning(String what, String remedy) {
        return new Finding(false, what, remedy);
    }

    @Override
    public String toString() {
        return what + ". " + remedy;
    }
}
