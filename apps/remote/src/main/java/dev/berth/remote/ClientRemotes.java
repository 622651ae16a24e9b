package dev.berth.remote;

import dev.berth.client.ApiKey;
import dev.berth.client.BerthClient;
import dev.berth.client.CallOptions;
import dev.berth.client.ClientOptions;
import dev.berth.client.Predictor;
import dev.berth.client.group.Servers;
import dev.berth.client.wire.ClientTls;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.Remote;
import dev.berth.endpoint.Remotes;
import dev.berth.serving.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Other servers, called by a client for each group of them. Thread-safe.
///
/// A client is opened when a group is first asked for, and again when `berth.yaml` describes it
/// otherwise. What a model of theirs takes and gives is asked for at most once a minute; while its
/// servers do not answer, what they said last holds.
public final class ClientRemotes implements Remotes {
    private static final Duration SIGNATURE_AGE_MAX = Duration.ofMinutes(1);
    private static final Duration SIGNATURE_TIMEOUT = Duration.ofSeconds(3);

    private final Supplier<List<Remote>> declared;
    private final Map<String, String> environment;
    private final Map<Remote, BerthClient> clients = new HashMap<>();
    private final Map<Callee.Remote, Known> known = new ConcurrentHashMap<>();
    private boolean closed;

    private record Known(Signature signature, long sinceNanos) {
        boolean isFresh() {
            return System.nanoTime() - sinceNanos < SIGNATURE_AGE_MAX.toNanos();
        }
    }

    private ClientRemotes(Supplier<List<Remote>> declared, Map<String, String> environment) {
        this.declared = declared;
        this.environment = Map.copyOf(environment);
    }

    /// Those that a system declares.
    ///
    /// @param declared asked again and again, as `berth.yaml` may change
    /// @param environment where the variables with keys are
    public static ClientRemotes of(
            Supplier<List<Remote>> declared, Map<String, String> environment) {
        return new ClientRemotes(declared, environment);
    }

    @Override
    public Signature signature(Callee.Remote callee) {
        Known before = known.get(callee);
        if (before != null && before.isFresh()) {
            return before.signature();
        }
        try {
            Signature found =
                    predictor(callee)
                            .with(CallOptions.defaults().withTimeout(SIGNATURE_TIMEOUT))
                            .signature();
            known.put(callee, new Known(found, System.nanoTime()));
            return found;
        } catch (ProblemException e) {
            if (before != null) {
                return before.signature();
            }
            throw e;
        }
    }

    @Override
    public Lease lease(Callee.Remote callee) {
        Known found = known.get(callee);
        if (found == null) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "what '" + callee + "' takes and gives is not known yet",
                    "send it again when its servers answer");
        }
        return new RemoteLease(callee, found.signature(), predictor(callee));
    }

    private Predictor predictor(Callee.Remote callee) {
        BerthClient client = client(requireDeclared(callee));
        return callee.version()
                .map(version -> client.model(callee.name().value(), version.value()))
                .orElseGet(() -> client.model(callee.name().value()));
    }

    private Remote requireDeclared(Callee.Remote callee) {
        List<Remote> all = declared.get();
        for (Remote remote : all) {
            if (remote.name().equals(callee.server())) {
                return remote;
            }
        }
        List<String> names = all.stream().map(each -> each.name().value()).toList();
        throw new ProblemException(
                ProblemCode.ENDPOINT_NOT_READY,
                "no remote '"
                        + callee.server()
                        + "'"
                        + NearestName.hint(callee.server().value(), names),
                "declare its servers under `remotes` in berth.yaml");
    }

    private synchronized BerthClient client(Remote remote) {
        if (closed) {
            throw new ProblemException(
                    ProblemCode.DRAINING, "the process is being stopped", "ask another");
        }
        BerthClient open = clients.get(remote);
        if (open == null) {
            closeEarlier(remote);
            open = BerthClient.open(options(remote));
            clients.put(remote, open);
        }
        return open;
    }

    /// Of the same name, which is described otherwise by now. What is under way with it ends.
    private void closeEarlier(Remote remote) {
        List<Remote> earlier = new ArrayList<>();
        for (Remote each : clients.keySet()) {
            if (each.name().equals(remote.name())) {
                earlier.add(each);
            }
        }
        for (Remote each : earlier) {
            BerthClient client = clients.remove(each);
            if (client != null) {
                client.close();
            }
        }
    }

    private ClientOptions options(Remote remote) {
        var options =
                ClientOptions.of(Servers.of(remote.servers().toArray(String[]::new)))
                        .withEventLoops(1);
        if (remote.isTls()) {
            options = options.withTls(ClientTls.trustingTheJdk());
        }
        return remote.keyVariable().isPresent()
                ? options.withKey(key(remote, remote.keyVariable().get()))
                : options;
    }

    private ApiKey key(Remote remote, String variable) {
        String key = environment.get(variable);
        if (key == null) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "remote '"
                            + remote.name()
                            + "' wants its key from the environment variable "
                            + variable
                            + ", which is not set",
                    "set it for this process, or remove `key-from`");
        }
        return ApiKey.of(key);
    }

    @Override
    public synchronized void close() {
        closed = true;
        clients.values().forEach(BerthClient::close);
        clients.clear();
    }
}
