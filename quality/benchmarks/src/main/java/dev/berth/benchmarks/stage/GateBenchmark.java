package dev.berth.benchmarks.stage;

import static java.util.Objects.requireNonNull;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.AnonymousPolicy;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.ConsumerKey;
import dev.berth.core.system.Quota;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.TokenIdentity;
import dev.berth.server.auth.Access;
import dev.berth.server.auth.AccessOptions;
import dev.berth.server.auth.AccessRequest;
import dev.berth.server.auth.ApiKeyToken;
import dev.berth.server.auth.Caller;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.auth.RequestAuthorizer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of authenticating and authorizing one prediction request; microseconds per request.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GateBenchmark {
    private static final String MODEL = "tiny";
    private static final Quota PLENTY =
            new Quota(
                    new Quota.Limits(
                            Optional.of(new Quota.Rate(1_000_000, 1_000_000)),
                            Optional.empty(),
                            OptionalInt.of(1000)),
                    Map.of());

    /// Number of consumers that `berth.yaml` declares.
    @Param({"1", "1000"})
    public int consumers;

    private final HttpConnection connection =
            (HttpConnection)
                    Proxy.newProxyInstance(
                            HttpConnection.class.getClassLoader(),
                            new Class<?>[] {HttpConnection.class},
                            (proxy, method, arguments) -> {
                                throw new AssertionError("no caller asks for " + method);
                            });
    private @Nullable RequestAuthorizer open;
    private @Nullable RequestAuthorizer guarded;
    private @Nullable RequestAuthorizer tokens;
    private MultiMap plain = HttpHeaders.headers();
    private MultiMap withKey = HttpHeaders.headers();
    private MultiMap withToken = HttpHeaders.headers();

    @Setup
    public void prepare() {
        // The same keys each time; no other thread gets these.
        var random = new Random(1);
        List<ApiConsumer> declared = new ArrayList<>();
        String presented = "";
        for (int i = 0; i < consumers; i++) {
            ApiKeyToken key = ApiKeyToken.generate(random);
            presented = key.reveal();
            declared.add(consumer(i, key));
        }
        open = gate(AccessRules.none());
        guarded = gate(AccessRules.of(declared));
        plain = headers();
        withKey = headers().add("authorization", "Bearer " + presented);
        var issuer = new MeasuredIssuer();
        tokens =
                gate(
                        new AccessRules(
                                declared,
                                List.of(issuer.declared()),
                                AnonymousPolicy.DENY,
                                Set.of(),
                                List.of()));
        withToken = headers().add("authorization", "Bearer " + issuer.token("consumer-0"));
    }

    private static ApiConsumer consumer(int index, ApiKeyToken key) {
        String digest = key.hash().substring(key.hash().indexOf(':') + 1);
        return new ApiConsumer(
                ConsumerName.of("consumer-" + index),
                "Is measured",
                Optional.empty(),
                Optional.empty(),
                new ApiConsumer.Credentials(
                        List.of(
                                new ConsumerKey(
                                        key.id(), new Sha256(digest), Optional.empty(), false)),
                        List.of(),
                        List.of(
                                new TokenIdentity(
                                        MeasuredIssuer.NAME, Map.of("sub", "consumer-" + index)))),
                Optional.of(
                        new ApiConsumer.Permissions(Set.of(ModelName.of(MODEL)), Optional.empty())),
                Optional.of(PLENTY),
                false);
    }

    private static RequestAuthorizer gate(AccessRules rules) {
        Access access =
                Access.of(
                        () -> rules,
                        "127.0.0.1",
                        AccessOptions.defaults(),
                        Access.Certificates.NONE,
                        InstantSource.system());
        access.awaitKeys(Duration.ofSeconds(10));
        return access.authorizer(Runnable::run);
    }

    /// The headers of curl and Python's `requests`.
    private static MultiMap headers() {
        return HttpHeaders.headers()
                .add("host", "127.0.0.1:8080")
                .add("user-agent", "a-client/1.0")
                .add("accept", "*/*")
                .add("content-type", "application/json")
                .add("content-length", "208");
    }

    /// On the loopback address without authentication: checks the host, the origin, and the
    /// browser's fetch metadata.
    @Benchmark
    public Caller anybody() {
        return admit(requireNonNull(open), plain);
    }

    /// With a key, hashed by SHA-256, for one of a few models.
    @Benchmark
    public Caller key() {
        return admit(requireNonNull(guarded), withKey);
    }

    /// With a key and a quota that is never exhausted.
    @Benchmark
    public QuotaPermit keyWithQuota() {
        RequestAuthorizer gate = requireNonNull(guarded);
        QuotaPermit allowance = gate.allowance(admit(gate, withKey));
        var knock =
                new AccessRequest("POST", "/v2/models/tiny/infer", withKey::get, connection, null);
        allowance.enter(knock);
        allowance.enterModel(MODEL, knock);
        allowance.leave();
        return allowance;
    }

    /// With a cached token, hashed by SHA-256; its signature is verified once a minute.
    @Benchmark
    public Caller token() {
        return admit(requireNonNull(tokens), withToken);
    }

    private Caller admit(RequestAuthorizer gate, MultiMap headers) {
        var knock =
                new AccessRequest("POST", "/v2/models/tiny/infer", headers::get, connection, null);
        gate.requireKnownHost(knock);
        gate.requireOwnPage(knock);
        Caller caller = gate.identifyHere(knock);
        gate.requireMayCall(caller, MODEL, knock);
        return caller;
    }
}
