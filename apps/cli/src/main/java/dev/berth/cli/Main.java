package dev.berth.cli;

/// The process `berth`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = BerthCommand.run(Terminal.ofProcess(), arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }
}
