package io.barewire.daemon;

import io.barewire.daemon.cli.Barewire;

/// Where the JVM comes in.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("agent")) {
            HeadStart.begin();
        }
        System.exit(Barewire.execute(arguments));
    }
}
