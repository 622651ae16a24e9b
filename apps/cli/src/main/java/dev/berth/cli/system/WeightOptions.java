package dev.berth.cli.system;

import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.target.TrafficWeightTarget;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Common options of the commands on traffic weights.
final class WeightOptions {
    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, or a server's address.")
    private String place = "";

    @Parameters(index = "1", paramLabel = "ENDPOINT", description = "The endpoint's name.")
    private String endpoint = "";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description =
                    "The author of the change. Default: the user of this process. A server that "
                            + "authenticates its consumers records the consumer.")
    private String who = System.getProperty("user.name", "");

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean json;

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    TrafficWeightTarget target() {
        return TrafficWeightTarget.at(place, credentials.credentials());
    }

    String endpoint() {
        return endpoint;
    }

    String who() {
        return who;
    }

    boolean isJson() {
        return json;
    }
}
