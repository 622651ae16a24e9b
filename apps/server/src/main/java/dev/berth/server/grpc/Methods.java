package dev.berth.server.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import dev.berth.server.auth.RequestAuthorizer;
import dev.berth.server.memory.EventLoopByteBudget;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The methods that one event loop offers, and what their calls share. Lives on it.
final class Methods {
    private final Vertx vertx;
    private final RequestAuthorizer authorizer;
    private final EventLoopByteBudget bytes;
    private final int messageBytesMax;
    private final Map<String, RpcMethod<?, ?>> byPath = new HashMap<>();
    private final List<ServiceDescriptor> described = new ArrayList<>();

    /// @param messageBytesMax the longest message that is taken, once decompressed
    Methods(
            Vertx vertx,
            RequestAuthorizer authorizer,
            EventLoopByteBudget bytes,
            int messageBytesMax) {
        this.vertx = vertx;
        this.authorizer = authorizer;
        this.bytes = bytes;
        this.messageBytesMax = messageBytesMax;
    }

    RequestAuthorizer authorizer() {
        return authorizer;
    }

    Vertx vertx() {
        return vertx;
    }

    EventLoopByteBudget bytes() {
        return bytes;
    }

    int messageBytesMax() {
        return messageBytesMax;
    }

    /// The method that is called by this path; null if there is none.
    @Nullable RpcMethod<?, ?> find(String path) {
        return byPath.get(path);
    }

    /// Adds a service to reflection.
    void describe(ServiceDescriptor service) {
        described.add(service);
    }

    /// The services that reflection lists.
    List<ServiceDescriptor> described() {
        return List.copyOf(described);
    }

    /// Adds a method for authorized callers.
    ///
    /// @param service its full name
    /// @param type any message of the type that it takes
    /// @param charge what of its calls is counted against quotas
    <Q extends Message, A extends Message> void add(
            String service,
            String method,
            Q type,
            QuotaChargeMode charge,
            Function<ServerCall<Q, A>, CallHandler<Q>> opening) {
        this.<Q, A>addOfAnybody(
                service,
                method,
                type,
                call -> {
                    call.access().enter(authorizer, charge);
                    return opening.apply(call);
                });
    }

    /// Adds a method that is open to every caller.
    <Q extends Message, A extends Message> void addOfAnybody(
            String service,
            String method,
            Q type,
            Function<ServerCall<Q, A>, CallHandler<Q>> opening) {
        String name = service + "/" + method;
        byPath.put(
                "/" + name,
                new RpcMethod<>(name, MessageDecoder.of(type, messageBytesMax), opening));
    }
}
