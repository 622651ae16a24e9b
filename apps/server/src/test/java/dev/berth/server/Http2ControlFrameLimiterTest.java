package dev.berth.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.time.ManualTime;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Settings;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Limits of frames in a second, and rests after malformed requests, in virtual time.
class Http2ControlFrameLimiterTest {
    private static final long ENHANCE_YOUR_CALM = 0xb;

    /// HPACK: GET, http, /, and `a` as authority.
    private static final byte[] GET_ROOT = HexFormat.of().parseHex("8286844101" + "61");

    private final ManualTime time = new ManualTime();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Map<String, Handler<Object>> handlers = new HashMap<>();
    private final List<Object> goneAway = new ArrayList<>();
    private int stream = 1;

    @BeforeEach
    void begin() {
        channel.freezeTime();
        long never = TimeUnit.DAYS.toNanos(1);
        var watch =
                ConnectionReaper.on(
                        channel.eventLoop(), new ConnectionReaper.Times(never, never, never), time);
        var http2 =
                new Http2ConnectionHandlerBuilder()
                        .server(true)
                        .frameListener(new Http2FrameAdapter())
                        .initialSettings(new Http2Settings().maxHeaderListSize(16 << 10))
                        .build();
        channel.pipeline()
                .addLast(new ConnectionProgressHandler(watch, new HttpServerOptions(), http2));
        channel.writeInbound(
                Unpooled.copiedBuffer(
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII));
        send(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
        Http2ControlFrameLimiter.bound(connection(), channel, time);
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    /// Vert.x's, which calls the handlers that it is given and is called to go away.
    @SuppressWarnings("unchecked") // Of handlers only.
    private HttpConnection connection() {
        return (HttpConnection)
                Proxy.newProxyInstance(
                        Http2ControlFrameLimiterTest.class.getClassLoader(),
                        new Class<?>[] {HttpConnection.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("goAway")) {
                                goneAway.add(arguments[0]);
                            } else {
                                handlers.put(method.getName(), (Handler<Object>) arguments[0]);
                            }
                            return proxy;
                        });
    }

    private void send(byte[] frame) {
        channel.writeInbound(Unpooled.wrappedBuffer(frame));
    }

    private void advance(Duration by) {
        time.advance(by);
        channel.advanceTimeBy(by.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    private void advance(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /// A request whose headers take many times the bytes that stand for them: a literal of 100
    /// bytes that goes into the dynamic table, and then a byte for each copy.
    private void sendTooLongHeaders() {
        var block = new ByteArrayOutputStream();
        block.writeBytes(GET_ROOT);
        block.writeBytes(new byte[] {0x40, 1, 'x', 100});
        block.writeBytes(new byte[100]);
        for (int i = 0; i < 4_000; i++) {
            block.write(0x80 | 62);
        }
        send(
                RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_STREAM_AND_HEADERS,
                        stream,
                        block.toByteArray()));
        stream += 2;
    }

    private boolean isRead() {
        return channel.config().isAutoRead();
    }

    private void assertOpen() {
        assertThat(goneAway).isEmpty();
        assertThat(channel.isOpen()).isTrue();
    }

    private void assertEnded() {
        assertThat(goneAway).containsExactly(ENHANCE_YOUR_CALM);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void headers_tooLong_haveTheConnectionRest() {
        send(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM_AND_HEADERS, stream, GET_ROOT));
        stream += 2;
        assertThat(isRead()).isTrue();
        sendTooLongHeaders();
        assertThat(isRead()).isFalse();
        advance(Http2ControlFrameLimiter.REST_MILLIS - 1);
        assertThat(isRead()).isFalse();
        // Connections rest for up to twice as long, so that they do not continue together.
        advance(Http2ControlFrameLimiter.REST_MILLIS);
        assertThat(isRead()).isTrue();
        assertOpen();
    }

    @Test
    void headers_tooLongAgainAndAgain_haveTheirRestsOneAfterTheOther() {
        int times = 10;
        for (int i = 0; i < times; i++) {
            sendTooLongHeaders();
        }
        advance(times * Http2ControlFrameLimiter.REST_MILLIS - 1);
        assertThat(isRead()).isFalse();
        advance(times * Http2ControlFrameLimiter.REST_MILLIS);
        assertThat(isRead()).isTrue();
        assertOpen();
    }

    @Test
    void headers_tooLongMoreThanFiftyInASecond_endTheConnection() {
        for (int i = 0; i < 50; i++) {
            sendTooLongHeaders();
        }
        assertOpen();
        advance(Duration.ofMillis(1001));
        // The first of a second begins it, and is not counted.
        for (int i = 0; i <= 50; i++) {
            sendTooLongHeaders();
        }
        assertOpen();
        sendTooLongHeaders();
        assertEnded();
    }

    @Test
    void pings_moreThanTenThousandInASecond_endTheConnection() {
        assertLimited("pingHandler", Buffer.buffer(), 10_000);
    }

    @Test
    void settings_moreThanAHundredInASecond_endTheConnection() {
        assertLimited("remoteSettingsHandler", new io.vertx.core.http.Http2Settings(), 100);
    }

    private void assertLimited(String handler, Object frame, int perSecond) {
        Handler<Object> frames = requireNonNull(handlers.get(handler));
        for (int i = 0; i < perSecond; i++) {
            frames.handle(frame);
        }
        assertOpen();
        advance(Duration.ofMillis(1001));
        // The first of a second begins it, and is not counted.
        for (int i = 0; i <= perSecond; i++) {
            frames.handle(frame);
        }
        assertOpen();
        frames.handle(frame);
        assertEnded();
    }
}
