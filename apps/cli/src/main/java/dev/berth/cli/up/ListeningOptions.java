package dev.berth.cli.up;

import dev.berth.cli.console.PortConverter;
import dev.berth.server.ServerOptions;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/// Options of `berth up` for its address.
final class ListeningOptions implements UpOptions {
    private final OptionSpec port =
            OptionSpec.builder("--port")
                    .paramLabel("PORT")
                    .defaultValue("8080")
                    .type(int.class)
                    .converters(new PortConverter())
                    .description("The port; 0 for any free port. Default: ${DEFAULT-VALUE}.")
                    .build();

    private final OptionSpec host =
            OptionSpec.builder("--host")
                    .paramLabel("ADDRESS")
                    .defaultValue("127.0.0.1")
                    .type(String.class)
                    .description(
                            "The address to listen on. Default: ${DEFAULT-VALUE}, this machine "
                                    + "only. Other addresses need consumers in berth.yaml, or "
                                    + "--allow-anonymous.")
                    .build();

    @Override
    public List<OptionSpec> all() {
        return List.of(port, host);
    }

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        return options.withHost(host.getValue()).withPort(port.<Integer>getValue());
    }
}
