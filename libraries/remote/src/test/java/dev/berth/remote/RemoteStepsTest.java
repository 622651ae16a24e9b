package dev.berth.remote;

import static dev.berth.remote.RemoteSystem.awaitErrors;
import static dev.berth.remote.RemoteSystem.awaitNoErrors;
import static dev.berth.remote.RemoteSystem.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.RemoteName;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.system.RemoteCluster;
import dev.berth.core.system.RemoteServers;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of endpoint steps that call another, real server.
final class RemoteStepsTest {
    private static final Map<String, Object> RECORD = Map.of("x", List.of(3f));

    @TempDir private Path here;
    @TempDir private Path there;

    private final List<BerthServer> servers = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    /// Of the other server; 0 until it is started.
    private int port;

    @BeforeEach
    void write() throws IOException {
        RemoteSystem.model(here, "twice", 2);
        RemoteSystem.model(there, "tenfold", 10);
        RemoteSystem.endpoint(
                there,
                "bounded",
                "steps: {it: {model: tenfold}}\nguards: {cap: {on: output, clamp: {y: {max: 100}}}}\n");
    }

    /// Chooses the port of a server that is not started yet, or never. Another process may take it
    /// in the meantime, so that others start first.
    private void choosePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        servers.forEach(BerthServer::close);
    }

    private BerthServer serveThere() {
        BerthServer server =
                BerthServer.start(there, ServerOptions.defaults().withPort(port).withEventLoops(1));
        servers.add(server);
        port = server.port();
        return server;
    }

    /// The local system, with the other server as `there`.
    private Endpoints openHere(String more) throws IOException {
        RemoteSystem.remote(here, port, more);
        return open();
    }

    private Endpoints open() {
        ModelServer serving = ModelServer.open(here, ServingOptions.defaults());
        open.add(serving);
        var endpoints =
                Endpoints.open(
                        serving,
                        new EndpointListener() {},
                        ClientRemotes.of(() -> serving.system().remotes(), Map.of("KEY", "abc")));
        open.add(endpoints);
        return endpoints;
    }

    @Test
    void step_ofAModelThere_answersAndItsOutputsGoOnHere() throws IOException {
        var _ = serveThere();
        RemoteSystem.endpoint(
                here,
                "e",
                "steps: {far: {remote: there/tenfold}, near: {model: twice, inputs: {x: far.y}}}\n");
        Endpoints endpoints = openHere("");
        awaitNoErrors(endpoints, "e");
        assertThat(endpoints.endpoint("e").predict(RECORD)).containsEntry("y", List.of(60f));
        List<Map<String, Object>> many =
                endpoints.endpoint("e").predictAll(List.of(RECORD, Map.of("x", List.of(1f))));
        assertThat(many)
                .extracting(answer -> answer.get("y"))
                .containsExactly(List.of(60f), List.of(20f));
    }

    @Test
    void step_ofARemoteByItsName_answers() throws IOException {
        var _ = serveThere();
        RemoteSystem.endpoint(here, "e", "steps: {far: {remote: there/tenfold}}\n");
        Files.writeString(
                here.resolve("berth.yaml"),
                "name: here\nremotes:\n  there: {dns: \"127.0.0.1:%d\"}\n".formatted(port));
        Endpoints endpoints = open();
        awaitNoErrors(endpoints, "e");
        assertThat(endpoints.endpoint("e").predict(RECORD)).containsEntry("y", List.of(30f));
    }

    @Test
    void step_ofAnEndpointThere_bringsItsAnnotations() throws IOException {
        var _ = serveThere();
        RemoteSystem.endpoint(here, "e", "steps: {far: {remote: there/bounded}}\n");
        Endpoints endpoints = openHere("");
        awaitNoErrors(endpoints, "e");
        assertThat(endpoints.endpoint("e").predict(Map.of("x", List.of(50f))))
                .containsEntry("y", List.of(100f));
    }

    @Test
    void cascade_fromHereToThere_asksThereWhereItMust() throws IOException {
        BerthServer server = serveThere();
        RemoteSystem.endpoint(
                here,
                "e",
                """
                steps:
                  y:
                    cascade:
                      - {model: twice, accept: "y[0] < 10.0"}
                      - {remote: there/tenfold@1}
                """);
        Endpoints endpoints = openHere("");
        awaitNoErrors(endpoints, "e");
        assertThat(endpoints.endpoint("e").predict(RECORD)).containsEntry("y", List.of(6f));
        assertThat(endpoints.endpoint("e").predict(Map.of("x", List.of(7f))))
                .containsEntry("y", List.of(70f));
        // The response comes before the last resources are released.
        Await.until(() -> server.serving().pool().blocksInUse() == 0);
    }

    @Test
    void remote_thatIsNotThereYet_isAnError_andTheEndpointAnswersWhenItIs() throws IOException {
        choosePort();
        RemoteSystem.endpoint(here, "e", "steps: {far: {remote: there/tenfold}}\n");
        Endpoints endpoints = openHere("");
        assertThat(errors(endpoints, "e")).contains("there/tenfold does not answer");
        var _ = serveThere();
        awaitNoErrors(endpoints, "e");
        assertThat(endpoints.endpoint("e").predict(RECORD)).containsEntry("y", List.of(30f));
    }

    @Test
    void remote_thatGoesAway_isStoodInFor_orToldWithTheStep() throws IOException {
        BerthServer server = serveThere();
        RemoteSystem.endpoint(
                here,
                "safe",
                "steps: {far: {remote: there/tenfold, timeout: 20s, default-outputs: {y: [-1]}}}\n");
        RemoteSystem.endpoint(
                here, "bare", "steps: {far: {remote: there/tenfold, timeout: 20s}}\n");
        Endpoints endpoints = openHere("");
        awaitNoErrors(endpoints, "safe");
        awaitNoErrors(endpoints, "bare");
        assertThat(endpoints.endpoint("safe").predict(RECORD)).containsEntry("y", List.of(30f));
        server.close();
        assertThat(endpoints.endpoint("safe").predict(RECORD)).containsEntry("y", List.of(-1f));
        assertThatThrownBy(() -> endpoints.endpoint("bare").predict(RECORD))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("step 'far'");
        // After a change of the local files the last signature is used, and nothing is lost.
        endpoints.refresh();
        assertThat(errors(endpoints, "safe")).isEqualTo("[[]]");
    }

    @Test
    void descriptions_thatCannotBe_areErrors() throws IOException {
        var _ = serveThere();
        RemoteSystem.endpoint(here, "unknown", "steps: {far: {remote: thre/tenfold}}\n");
        RemoteSystem.endpoint(here, "lacking", "steps: {far: {remote: there/none}}\n");
        RemoteSystem.endpoint(
                here,
                "cached",
                "steps: {far: {remote: there/tenfold}}\ncache: {max-bytes: 1MiB, ttl: 1h}\n");
        Endpoints endpoints = openHere("");
        assertThat(errors(endpoints, "unknown")).contains("no remote 'thre'", "there");
        awaitErrors(endpoints, "lacking", "no model 'none'");
        awaitErrors(endpoints, "cached", "a cache over step 'far'");
    }

    @Test
    void key_whoseVariableIsNotSet_isAnErrorThatNamesIt() throws IOException {
        choosePort();
        RemoteSystem.endpoint(here, "e", "steps: {far: {remote: there/tenfold}}\n");
        Endpoints endpoints = openHere(", key-from: NO_SUCH_KEY");
        assertThat(errors(endpoints, "e")).contains("NO_SUCH_KEY", "not set");
    }

    private List<RemoteCluster> clusters() {
        return List.of(
                new RemoteCluster(
                        new RemoteName("there"),
                        new RemoteServers.Listed(List.of("127.0.0.1:" + port)),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void signature_isAskedForAgainAfterAMinute() throws IOException {
        RemoteSystem.endpoint(there, "e", "steps: {it: {model: tenfold}}\n");
        BerthServer before = serveThere();
        var nanos = new AtomicLong(Long.MAX_VALUE);
        var callee =
                new Callee.Remote(new RemoteName("there"), new ModelName("e"), Optional.empty());
        try (var remotes = new ClientRemotes(this::clusters, Map.of(), nanos::get)) {
            Await.until(() -> isKnown(remotes, callee));
            assertThat(remotes.signature(callee).outputs().getFirst().name()).isEqualTo("y");
            before.close();
            RemoteSystem.endpoint(
                    there, "e", "steps: {it: {model: tenfold}}\noutputs: {z: it.y}\n");
            var _ = serveThere();
            nanos.addAndGet(TimeUnit.MINUTES.toNanos(1) - 1);
            assertThat(remotes.signature(callee).outputs().getFirst().name()).isEqualTo("y");
            nanos.incrementAndGet();
            Await.until(() -> remotes.signature(callee).outputs().getFirst().name().equals("z"));
        }
    }

    /// A busy server may not answer in time at first.
    private static boolean isKnown(ClientRemotes remotes, Callee.Remote callee) {
        try {
            return !remotes.signature(callee).outputs().isEmpty();
        } catch (ProblemException e) {
            return false;
        }
    }

    @Test
    void remotes_ofOneSystem_areClosedOnce() {
        var remotes = ClientRemotes.of(this::clusters, Map.of());
        remotes.close();
        remotes.close();
    }
}
