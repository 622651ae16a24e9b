package dev.berth.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.core.LinkageProblem;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.protocol.ProblemMapping;
import dev.berth.protocol.json.ByteSink;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of parsing errors of Berth and other servers.
final class ServerProblemsTest {
    private static final Address SERVER = Address.of("10.0.0.1", 8080);

    private static WireResponse answer(int status, byte[] body, String... headers) {
        MultiMap given = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            given.add(headers[i], headers[i + 1]);
        }
        return new WireResponse(
                status, given, Buffer.buffer(body), MultiMap.caseInsensitiveMultiMap());
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void ofHttp_whatBerthWrites_isTheSameProblem(ProblemCode code) {
        Problem sent =
                Problem.of(code, "found; and more", "mend it")
                        .withViolations(List.of(new Problem.FieldViolation("$.a", "1", "2")))
                        .withRetryAfter(Duration.ofSeconds(7));
        var body = new ByteSink(64);
        ProblemMapping.writeProblem(sent, body);
        assertThat(
                        ServerProblems.ofHttp(
                                        answer(ProblemMapping.httpStatus(code), body.toBytes()),
                                        SERVER)
                                .problem())
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void ofHttp_errorOfV2_isTheSameProblem(ProblemCode code) {
        Problem sent = Problem.of(code, "found", "mend it");
        var body = new ByteSink(64);
        ProblemMapping.writeError(sent, body);
        assertThat(
                        ServerProblems.ofHttp(
                                        answer(ProblemMapping.httpStatus(code), body.toBytes()),
                                        SERVER)
                                .problem())
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void ofGrpc_whatBerthSends_isTheSameProblem(ProblemCode code) {
        Problem sent = Problem.of(code, "found ü", "mend it").withRetryAfter(Duration.ofSeconds(7));
        int status = ProblemMapping.grpcStatus(code).number();
        var answer =
                answer(
                        200,
                        new byte[0],
                        "grpc-status",
                        Integer.toString(status),
                        "grpc-message",
                        sent.toString().replace("ü", "%C3%BC"),
                        "berth-problem-code",
                        code.code(),
                        "retry-after",
                        "7");
        assertThat(ServerProblems.ofGrpc(answer, status, SERVER).problem()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "400, request-malformed, NEVER, ANSWERED",
        "404, model-not-found, NEVER, ANSWERED",
        "418, request-malformed, NEVER, ANSWERED",
        "429, queue-full, ALWAYS, BUSY",
        "500, internal-error, NEVER, FAILED",
        "502, server-unreachable, IF_IDEMPOTENT, FAILED",
        "503, model-not-ready, IF_IDEMPOTENT, FAILED",
        "504, deadline-exceeded, NEVER, ANSWERED"
    })
    void ofHttp_otherServer_goesByTheStatus(
            int status, String code, Retryability repeat, AttemptOutcome ending) {
        AttemptFailure failure = ServerProblems.ofHttp(answer(status, new byte[0]), SERVER);
        assertThat(failure.problem().code().code()).isEqualTo(code);
        assertThat(failure.repeat()).isEqualTo(repeat);
        assertThat(failure.ending()).isEqualTo(ending);
        assertThat(failure.problem().message()).contains("10.0.0.1:8080", "" + status);
    }

    @Test
    void ofHttp_modelNotReadyOfBerth_isNoFailureOfTheServer() {
        var body = new ByteSink(64);
        ProblemMapping.writeProblem(Problem.of(ProblemCode.MODEL_NOT_READY, "loading", ""), body);
        AttemptFailure failure = ServerProblems.ofHttp(answer(503, body.toBytes()), SERVER);
        assertThat(failure.ending()).isEqualTo(AttemptOutcome.BUSY);
    }

    @Test
    void ofHttp_retryAfterAsDate_isTheTimeUntilThen() {
        AttemptFailure past =
                ServerProblems.ofHttp(
                        answer(503, new byte[0], "retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),
                        SERVER);
        assertThat(past.problem().retryAfter()).contains(Duration.ZERO);
        AttemptFailure far =
                ServerProblems.ofHttp(
                        answer(503, new byte[0], "retry-after", "" + Long.MAX_VALUE), SERVER);
        assertThat(far.problem().retryAfter()).contains(Duration.ofDays(365));
        AttemptFailure odd =
                ServerProblems.ofHttp(answer(503, new byte[0], "retry-after", "soon"), SERVER);
        assertThat(odd.problem().retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8, queue-full",
        "14, model-not-ready",
        "5, model-not-found",
        "2, internal-error",
        "99, internal-error"
    })
    void ofGrpc_otherServer_goesByTheStatus(int status, String code) {
        assertThat(
                        ServerProblems.ofGrpc(answer(200, new byte[0]), status, SERVER)
                                .problem()
                                .code()
                                .code())
                .isEqualTo(code);
    }

    /// Also the status of a proxy that lost its server during the prediction.
    @Test
    void ofGrpc_bareUnavailable_mayBeRepeatedOnlyIfThatDoesNoHarm() {
        var rpc = answer(200, new byte[0], "grpc-status", "14");
        assertThat(ServerProblems.ofGrpc(rpc, 14, SERVER).repeat())
                .isEqualTo(Retryability.IF_IDEMPOTENT);
    }

    @Test
    void ofHttp_unreachableToldByAServer_saysNothingBadOfIt() {
        var body = new ByteSink(64);
        ProblemMapping.writeProblem(
                Problem.of(ProblemCode.SERVER_UNREACHABLE, "found", "mend it"), body);
        assertThat(ServerProblems.ofHttp(answer(502, body.toBytes()), SERVER).ending())
                .isEqualTo(AttemptOutcome.BUSY);
        assertThat(ServerProblems.ofHttp(answer(502, new byte[0]), SERVER).ending())
                .isEqualTo(AttemptOutcome.FAILED);
    }

    /// As with Netty 4.2.5 beside 4.2.9: every attempt to connect fails, whatever the server does.
    @Test
    void unlinked_namesTheClassAndTheBillOfMaterials_notTheServer() {
        var cause = new NoClassDefFoundError("io/netty/util/RefCnt");
        var found = LinkageProblem.find(new IOException("wrapped", cause)).orElseThrow();
        AttemptFailure failure = ServerProblems.unlinked(found);
        assertThat(failure.problem().toString())
                .contains("io/netty/util/RefCnt", "class path", "dev.berth:berth-bom")
                .doesNotContain("start the server");
        assertThat(failure.repeat()).isEqualTo(Retryability.NEVER);
        assertThat(LinkageProblem.find(new IOException("refused"))).isEmpty();
    }
}
