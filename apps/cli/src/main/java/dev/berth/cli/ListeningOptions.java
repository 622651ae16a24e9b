package dev.berth.cli;

import dev.berth.server.ServerOptions;
import picocli.CommandLine.Option;

/// Where `berth up` listens.
final class ListeningOptions implements UpOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "The port, 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address to listen on. Default: ${DEFAULT-VALUE}, this machine alone. Others need "
                            + "consumers in berth.yaml, or --allow-anonymous.")
    private String host = "";

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        return options.withHost(host).withPort(port);
    }
}
