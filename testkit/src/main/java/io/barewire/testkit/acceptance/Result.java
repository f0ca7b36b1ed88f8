package io.barewire.testkit.acceptance;

/// What came of the tests of a row.
public sealed interface Result {
    /// Of several tests' results the one with the lowest rank is the row's.
    int rank();

    record Failed(String test) implements Result {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public String toString() {
            return "FAILED in " + test;
        }
    }

    record Passed() implements Result {
        @Override
        public int rank() {
            return 1;
        }

        @Override
        public String toString() {
            return "passed";
        }
    }

    /// @param why what the test says it lacks
    record Skipped(String why) implements Result {
        @Override
        public int rank() {
            return 3;
        }

        @Override
        public String toString() {
            return "skipped, " + why;
        }
    }

    /// There is no report of it in this checkout.
    ///
    /// @param stage of `./dev verify`
    record NotRun(String stage) implements Result {
        @Override
        public int rank() {
            return 2;
        }

        @Override
        public String toString() {
            return "shown by ./dev verify --only " + stage;
        }
    }

    /// No test says that it shows it.
    record Untested() implements Result {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public String toString() {
            return "NO TEST";
        }
    }
}
