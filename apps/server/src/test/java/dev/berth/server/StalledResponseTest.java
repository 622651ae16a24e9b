package dev.berth.server;

import static dev.berth.server.RawHttp2.CANCEL;
import static dev.berth.server.RawHttp2.DATA;
import static dev.berth.server.RawHttp2.END_HEADERS;
import static dev.berth.server.RawHttp2.END_STREAM;
import static dev.berth.server.RawHttp2.END_STREAM_AND_HEADERS;
import static dev.berth.server.RawHttp2.GO_AWAY;
import static dev.berth.server.RawHttp2.HEADERS;
import static dev.berth.server.RawHttp2.PING;
import static dev.berth.server.RawHttp2.RST_STREAM;
import static dev.berth.server.RawHttp2.WINDOW_UPDATE;
import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.RawHttp2.Frame;
import dev.berth.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of HTTP/2 that request a response and then allow none of it to be sent, or little at a
/// time (RFC 9113, section 5.2).
class StalledResponseTest {
    private static final Duration TAKING_MAX = Duration.ofMinutes(1);

    /// Between two frames of a client that keeps its connection alive.
    private static final int PACE_MILLIS = 20;

    /// No answer's bytes without a WINDOW_UPDATE of its stream.
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    /// HPACK: GET, http, `/openapi.json`, and `localhost` as authority.
    private static final byte[] GET_LARGE =
            HexFormat.of().parseHex("8286040d" + hex("/openapi.json") + "0109" + hex("localhost"));

    /// The same of a gRPC call, `POST` of this path with its content type.
    private static final byte[] CALL = call("/inference.GRPCInferenceService/ServerLive");

    /// Source: RFC 9113, section 7.
    private static final int FLOW_CONTROL_ERROR = 3;

    @TempDir static Path directory;

    private static ForwardClock clock;
    private static TestServer server;

    @BeforeAll
    static void start() {
        clock = new ForwardClock();
        ServerLimits limits = TestServer.patient().withTakingTimeout(TAKING_MAX);
        server =
                TestServer.start(
                        directory, options -> options.withEventLoops(1).withLimits(limits), clock);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] call(String path) {
        return HexFormat.of()
                .parseHex(
                        "838604%02x%s0109%s0f1010%s"
                                .formatted(
                                        path.length(),
                                        hex(path),
                                        hex("localhost"),
                                        hex("application/grpc")));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// A connection whose first stream requests a large response.
    private static RawHttp2 client() throws IOException {
        var client = new RawHttp2(server.server().port(), NO_WINDOW);
        client.send(HEADERS, END_STREAM_AND_HEADERS, 1, GET_LARGE);
        return client;
    }

    /// Pings, while the clock moves on, until the server resets the stream.
    ///
    /// @param sent between two pings
    private static void assertReset(RawHttp2 client, int stream, Client sent) throws IOException {
        Await.until(
                () -> {
                    sent.send(client);
                    Frame frame = client.next(PACE_MILLIS);
                    if (frame.type() != RST_STREAM || frame.stream() != stream) {
                        clock.advance(TAKING_MAX.dividedBy(4));
                        return false;
                    }
                    assertThat(frame.payload().getInt(0)).isEqualTo(CANCEL);
                    return true;
                });
    }

    private static void ping(RawHttp2 client) throws IOException {
        client.send(PING, 0, 0, new byte[8]);
    }

    /// What a client sends that keeps its connection alive.
    private interface Client {
        void send(RawHttp2 client) throws IOException;
    }

    /// Else thousands of them are what the collector copies.
    @Test
    void answer_thatWaitsForAWindow_keepsNothingOfItsRequest() throws Exception {
        int streams = 50;
        try (var client = new RawHttp2(server.server().port(), NO_WINDOW)) {
            for (int i = 0; i < streams; i++) {
                client.send(HEADERS, END_STREAM_AND_HEADERS, 2 * i + 1, GET_LARGE);
            }
            for (int begun = 0; begun < streams; ) {
                Frame frame = client.next((int) Await.TIMEOUT.toMillis());
                assertThat(frame.type()).isNotNegative();
                begun += frame.type() == HEADERS ? 1 : 0;
            }
            String objects = histogram();
            assertThat(instances(objects, "dev.berth.server.http2.ResponseData"))
                    .isGreaterThanOrEqualTo(streams);
            assertThat(instances(objects, "dev.berth.server.http.HttpServerExchange"))
                    .isLessThan(streams / 2);
            assertThat(instances(objects, "io.netty.handler.codec.http2.DefaultHttp2Headers"))
                    .isLessThan(streams / 2);
        }
    }

    /// Of what is in the heap and can be reached.
    private static String histogram() throws JMException {
        return (String)
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "gcClassHistogram",
                                new Object[] {null},
                                new String[] {String[].class.getName()});
    }

    private static int instances(String histogram, String type) {
        var line = Pattern.compile("\\d+: +(\\d+) +\\d+ +" + Pattern.quote(type) + "\\s");
        Matcher found = line.matcher(histogram);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    @Test
    void answer_thatIsNeverAllowed_isResetWhileTheClientPings() throws IOException {
        try (var client = client()) {
            assertReset(client, 1, StalledResponseTest::ping);
            // The connection continues: what is allowed is answered.
            client.send(HEADERS, END_STREAM_AND_HEADERS, 3, GET_LARGE);
            client.allow(0, 1 << 20);
            client.allow(3, 1 << 20);
            assertThat(bytesOf(client, 3, Integer.MAX_VALUE)).isPositive();
        }
        assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void answer_ofACallThatIsNeverAllowed_isReset() throws IOException {
        try (var client = client()) {
            client.send(HEADERS, END_HEADERS, 3, CALL);
            client.send(DATA, END_STREAM, 3, new byte[5]);
            assertReset(client, 3, StalledResponseTest::ping);
        }
    }

    @Test
    void answer_whoseConnectionAloneIsAllowed_isReset() throws IOException {
        try (var client = client()) {
            assertReset(client, 1, allowing -> allowing.allow(0, 1));
        }
    }

    @Test
    void answer_allowedByLittle_arrivesWholeHoweverLongItTakes() throws IOException {
        int length = server.get("/openapi.json").body().getBytes(StandardCharsets.UTF_8).length;
        int piece = length / 4;
        try (var client = client()) {
            int bytes = 0;
            while (bytes < length) {
                int allowed = Math.min(piece, length - bytes);
                client.allow(0, allowed);
                client.allow(1, allowed);
                // All of it is sent at once, so that the window is as empty whenever the server
                // looks.
                assertThat(bytesOf(client, 1, allowed)).isEqualTo(allowed);
                bytes += allowed;
                if (bytes < length) {
                    clock.advanceAndAwaitCheck(TAKING_MAX.multipliedBy(2).dividedBy(3));
                }
            }
        }
    }

    /// Streams without waiting callers, as when their deadline has passed, are reset by their
    /// callers.
    @Test
    void calls_cancelledInGreatNumberBeforeTheyAreTaken_leaveTheConnectionOpen()
            throws IOException {
        int calls = 80;
        try (var client = client()) {
            for (int i = 0; i < calls; i++) {
                client.send(HEADERS, END_HEADERS, 3 + 2 * i, CALL);
                client.send(DATA, END_STREAM, 3 + 2 * i, new byte[5]);
            }
            for (int begun = 0; begun < calls; ) {
                Frame frame = client.next((int) Await.TIMEOUT.toMillis());
                assertThat(frame.type()).isNotNegative();
                if (frame.type() == HEADERS && frame.stream() > 1) {
                    begun++;
                }
            }
            for (int i = 0; i < calls; i++) {
                client.reset(3 + 2 * i);
            }
            int last = 3 + 2 * calls;
            client.send(HEADERS, END_HEADERS, last, CALL);
            client.send(DATA, END_STREAM, last, new byte[5]);
            client.allow(last, 1 << 20);
            Frame frame;
            do {
                frame = client.next((int) Await.TIMEOUT.toMillis());
                assertThat(frame.type()).isNotIn(-1, GO_AWAY);
            } while (frame.type() != DATA || frame.stream() != last);
        }
    }

    /// There is no caller to notify, and a caller that does this could fill the log.
    @Test
    void connection_closedWithAnswersUntaken_isNoErrorAndLeavesNothing() throws IOException {
        int requests = 80;
        try (var log = CapturedLog.open()) {
            for (int round = 0; round < 5; round++) {
                try (RawHttp2 client = client()) {
                    for (int i = 0; i < requests; i++) {
                        int stream = 3 + 2 * i;
                        if (i % 2 == 0) {
                            client.send(HEADERS, END_STREAM_AND_HEADERS, stream, GET_LARGE);
                        } else {
                            client.send(HEADERS, END_HEADERS, stream, CALL);
                            client.send(DATA, END_STREAM, stream, new byte[5]);
                        }
                    }
                    for (int begun = 0; begun < requests; ) {
                        if (client.next((int) Await.TIMEOUT.toMillis()).type() == HEADERS) {
                            begun++;
                        }
                    }
                    assertThat(server.server().bytesUnderWay()).isPositive();
                }
                server.assertNothingLeaked();
            }
            // The loops have done what closing left to do.
            assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                    .isEqualTo(200);
            assertThat(log.lines()).allMatch(line -> !line.contains("xception"), "no failure");
        }
    }

    /// Vert.x refuses what is no request, and has no stream of its own of it then.
    @Test
    void connection_thatBreaksTheProtocolBehindRequestsWithoutPath_isToldHowAndIsNoError()
            throws IOException {
        var frames = new ByteArrayOutputStream();
        for (int i = 0; i < 80; i++) {
            byte[] block = RawHttp2.block(":method", "GET", ":scheme", "http");
            frames.writeBytes(RawHttp2.frame(HEADERS, END_STREAM_AND_HEADERS, 3 + 2 * i, block));
        }
        frames.writeBytes(
                RawHttp2.frame(WINDOW_UPDATE, 0, 0, new byte[] {0x7f, (byte) 0xff, -1, -1}));
        try (var log = CapturedLog.open();
                RawHttp2 client = client()) {
            client.sendAtOnce(frames.toByteArray());
            assertThat(errorAtTheEnd(client)).isEqualTo(FLOW_CONTROL_ERROR);
            assertThat(log.lines()).allMatch(line -> !line.contains("xception"), "no failure");
        }
    }

    /// Source: RFC 9113, section 6.9.1.
    @Test
    void connection_thatBreaksTheProtocolWithAnswersUntaken_isToldHow() throws IOException {
        try (RawHttp2 client = client()) {
            client.allow(0, Integer.MAX_VALUE);
            assertThat(errorAtTheEnd(client)).isEqualTo(FLOW_CONTROL_ERROR);
        }
    }

    /// The error with which the server ends the connection.
    private static int errorAtTheEnd(RawHttp2 client) throws IOException {
        Frame frame;
        do {
            frame = client.next((int) Await.TIMEOUT.toMillis());
            assertThat(frame.type()).isNotNegative();
        } while (frame.type() != GO_AWAY);
        return frame.payload().getInt(4);
    }

    /// Reads so many bytes of a stream's data, or up to its end.
    private static int bytesOf(RawHttp2 client, int stream, int max) throws IOException {
        int bytes = 0;
        while (bytes < max) {
            Frame frame = client.next((int) Await.TIMEOUT.toMillis());
            assertThat(frame.type()).as("after " + bytes + " bytes").isNotIn(-1, RST_STREAM);
            if (frame.type() == DATA && frame.stream() == stream) {
                bytes += frame.payload().capacity();
                if (frame.isLast()) {
                    return bytes;
                }
            }
        }
        return bytes;
    }
}
