package dev.berth.cli.console;

import picocli.CommandLine.IVersionProvider;

/// What `berth --version` prints: Berth, the JVM, the machine.
public final class VersionText implements IVersionProvider {
    /// Berth's version, as the build wrote it into the jar; `development` where there is no jar.
    public static String berth() {
        String version = VersionText.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "berth " + berth(),
            "Java " + Runtime.version(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
