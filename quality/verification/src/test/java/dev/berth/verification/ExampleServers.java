package dev.berth.verification;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Servers of the examples, each started once for all tests that read it: a test class that is
/// extended by [Extension] takes them as a parameter. They end with the last test.
final class ExampleServers implements AutoCloseable {
    private final Map<String, RunningServer> servers = new HashMap<>();

    /// The server of an example, not to be closed by a test.
    RunningServer of(String example) {
        return servers.computeIfAbsent(
                example, name -> RunningServer.start(Repository.example(name)));
    }

    @Override
    public void close() {
        servers.values().forEach(RunningServer::close);
    }

    /// Resolver of the parameter.
    static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ExampleServers.class;
        }

        @Override
        public ExampleServers resolveParameter(
                ParameterContext parameter, ExtensionContext context) {
            return Objects.requireNonNull(
                    context.getRoot()
                            .getStore(Namespace.create(ExampleServers.class))
                            .computeIfAbsent(
                                    ExampleServers.class,
                                    key -> new ExampleServers(),
                                    ExampleServers.class));
        }
    }
}
