package dev.berth.cli;

import dev.berth.server.HeadStart;

/// The process `berth`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("up")) {
            HeadStart.begin();
        }
        int status = BerthCommand.run(Terminal.ofProcess(), arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }
}
