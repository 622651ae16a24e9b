package dev.berth.client;

import dev.berth.client.balancing.GroupPolicy;
import dev.berth.client.balancing.ModelAffinity;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.ClientTls;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Options of a client: servers, protocols and defaults of calls.
///
/// @param servers discovery of the servers
/// @param tensors protocol of tensors; records always use HTTP
/// @param http HTTP version
/// @param tls empty for plain text
/// @param key sent with every call; empty for none
/// @param calls for calls without options of their own
/// @param health empty to use the responses to calls alone, as with servers that only speak gRPC
/// @param warmUp how long opening a client waits for the first health checks, so that its first
///   calls find open connections; zero not to wait
/// @param names style of field names for components of Java records
/// @param eventLoops number of I/O threads, at least 1
public record ClientOptions(
        ServerDiscovery servers,
        TensorProtocol tensors,
        HttpForm http,
        Optional<ClientTls> tls,
        Optional<ApiKeyCredential> key,
        CallOptions calls,
        RetryPolicy retries,
        GroupPolicy group,
        Optional<HealthPolicy> health,
        PoolPolicy pool,
        Duration warmUp,
        NameStyle names,
        ClientListener listener,
        int eventLoops) {

    private static final Duration WARM_UP = Duration.ofSeconds(1);

    public ClientOptions {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("event loops: " + eventLoops + " (expected: >= 1)");
        }
        if (warmUp.isNegative()) {
            throw new IllegalArgumentException("warm-up: " + warmUp + " (expected: >= 0)");
        }
    }

    public static ClientOptions of(ServerDiscovery servers) {
        return new ClientOptions(
                servers,
                TensorProtocol.GRPC,
                HttpForm.HTTP_2,
                Optional.empty(),
                Optional.empty(),
                CallOptions.defaults(),
                RetryPolicy.defaults(),
                GroupPolicy.defaults(),
                Optional.of(HealthPolicy.defaults()),
                PoolPolicy.defaults(),
                WARM_UP,
                NameStyle.AS_WRITTEN,
                new ClientListener() {},
                Math.min(2, Runtime.getRuntime().availableProcessors()));
    }

    public ClientOptions withTensors(TensorProtocol other) {
        return with(draft -> draft.tensors = other);
    }

    public ClientOptions withHttp(HttpForm other) {
        return with(draft -> draft.http = other);
    }

    public ClientOptions withTls(ClientTls other) {
        return with(draft -> draft.tls = Optional.of(other));
    }

    public ClientOptions withKey(ApiKeyCredential other) {
        return with(draft -> draft.key = Optional.of(other));
    }

    public ClientOptions withCalls(CallOptions other) {
        return with(draft -> draft.calls = other);
    }

    public ClientOptions withRetries(RetryPolicy other) {
        return with(draft -> draft.retries = other);
    }

    public ClientOptions withGroup(GroupPolicy other) {
        return with(draft -> draft.group = other);
    }

    /// Prefers the same few servers for each model, of many that do not fit into the memory of one.
    ///
    /// @param copies number of preferred servers of a model, at least 1
    public ClientOptions withModelAffinity(int copies) {
        return withGroup(group.withAffinity(ModelAffinity.of(copies)));
    }

    public ClientOptions withHealth(HealthPolicy other) {
        return with(draft -> draft.health = Optional.of(other));
    }

    public ClientOptions withoutHealthChecks() {
        return with(draft -> draft.health = Optional.empty());
    }

    public ClientOptions withPool(PoolPolicy other) {
        return with(draft -> draft.pool = other);
    }

    public ClientOptions withWarmUp(Duration other) {
        return with(draft -> draft.warmUp = other);
    }

    public ClientOptions withNames(NameStyle other) {
        return with(draft -> draft.names = other);
    }

    public ClientOptions withListener(ClientListener other) {
        return with(draft -> draft.listener = other);
    }

    public ClientOptions withEventLoops(int count) {
        return with(draft -> draft.eventLoops = count);
    }

    private ClientOptions with(Consumer<Builder> change) {
        var draft = new Builder(this);
        change.accept(draft);
        return draft.finish();
    }

    /// Mutable copy of the components.
    private static final class Builder {
        private final ServerDiscovery servers;
        private TensorProtocol tensors;
        private HttpForm http;
        private Optional<ClientTls> tls;
        private Optional<ApiKeyCredential> key;
        private CallOptions calls;
        private RetryPolicy retries;
        private GroupPolicy group;
        private Optional<HealthPolicy> health;
        private PoolPolicy pool;
        private Duration warmUp;
        private NameStyle names;
        private ClientListener listener;
        private int eventLoops;

        Builder(ClientOptions from) {
            servers = from.servers;
            tensors = from.tensors;
            http = from.http;
            tls = from.tls;
            key = from.key;
            calls = from.calls;
            retries = from.retries;
            group = from.group;
            health = from.health;
            pool = from.pool;
            warmUp = from.warmUp;
            names = from.names;
            listener = from.listener;
            eventLoops = from.eventLoops;
        }

        ClientOptions finish() {
            return new ClientOptions(
                    servers,
                    tensors,
                    http,
                    tls,
                    key,
                    calls,
                    retries,
                    group,
                    health,
                    pool,
                    warmUp,
                    names,
                    listener,
                    eventLoops);
        }
    }
}
