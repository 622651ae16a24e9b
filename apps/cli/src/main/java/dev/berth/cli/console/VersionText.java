package dev.berth.cli.console;

import picocli.CommandLine.IVersionProvider;

/// Output of `berth --version`: the versions of Berth, the JVM and the platform.
public final class VersionText implements IVersionProvider {
    /// Berth's version from the jar; `development` without a jar.
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
