package dev.berth.remote;

import dev.berth.endpoint.EndpointStatus;
import dev.berth.endpoint.Endpoints;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of two systems, one of which calls the other.
final class RemoteSystem {
    private RemoteSystem() {}

    static void model(Path system, String name, float factor) {
        new SystemBuilder(system).with(name, PackageBuilder.scale(factor));
    }

    static void endpoint(Path system, String name, String content) {
        new SystemBuilder(system).endpoint(name, content);
    }

    /// Waits until an endpoint has no errors: a busy server may not say in time what a model of its
    /// takes, and is then asked again.
    static void awaitNoErrors(Endpoints endpoints, String name) {
        awaitErrors(endpoints, name, "[[]]");
    }

    /// Waits until the errors of an endpoint contain a text.
    static void awaitErrors(Endpoints endpoints, String name, String text) {
        Await.until(
                "endpoint " + name + " with errors " + text,
                () -> {
                    endpoints.refresh();
                    return errors(endpoints, name).contains(text);
                },
                () -> errors(endpoints, name));
    }

    static String errors(Endpoints endpoints, String name) {
        return endpoints.statuses().stream()
                .filter(status -> status.name().equals(name))
                .map(EndpointStatus::errors)
                .toList()
                .toString();
    }

    /// A system with a server on this machine as `there`.
    static void remote(Path system, int port) throws IOException {
        remote(system, port, "");
    }

    static void remote(Path system, int port, String more) throws IOException {
        Files.writeString(
                system.resolve("berth.yaml"),
                "name: here\nremotes:\n  there: {servers: [\"127.0.0.1:%d\"]%s}\n"
                        .formatted(port, more));
    }
}
