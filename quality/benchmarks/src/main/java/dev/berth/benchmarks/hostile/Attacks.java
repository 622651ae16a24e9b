package dev.berth.benchmarks.hostile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/// Catalog of known attacks. Requests sent by a new connection count as frames, whose rate is
/// limited: more would be overload, which has its own benchmark.
final class Attacks {
    private static final String LIVE = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n";

    private static final String BODY_BEGINS =
            """
            POST /v2/models/tiny/infer HTTP/1.1\r
            Host: localhost\r
            Content-Length: 100000\r
            \r
            """;

    /// The largest response that costs the server nothing to make.
    private static final String LARGE = "/openapi.json";

    private static final String GET_LARGE = "GET " + LARGE + " HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ZERO;

    /// Few enough to send often each, many enough that no limit per connection helps.
    private static final int FLOODING = 20;

    private static final int FRAMES_PER_MOVE = 10;

    /// Pipelined requests whose responses exceed the socket buffers.
    private static final int PIPELINED = 500;

    /// Streams that a server allows by default.
    private static final int STREAMS = 100;

    private final HostileOptions options;

    private Attacks(HostileOptions options) {
        this.options = options;
    }

    /// All attacks, or those named in the options.
    ///
    /// @throws IllegalArgumentException for an unknown name
    static List<Attack> of(HostileOptions options) {
        var attacks = new Attacks(options);
        List<Attack> all =
                java.util.stream.Stream.concat(
                                attacks.ofConnections().stream(), attacks.ofFrames().stream())
                        .toList();
        List<String> names = all.stream().map(Attack::name).toList();
        for (String name : options.only()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "no attack " + name + " (expected: " + String.join(", ", names) + ")");
            }
        }
        return all.stream()
                .filter(one -> options.only().isEmpty() || options.only().contains(one.name()))
                .toList();
    }

    private List<Attack> ofConnections() {
        return List.of(
                Attack.lasting(
                        "slow-headers",
                        options.slow(),
                        SECOND,
                        move -> ascii(move == 0 ? LIVE + "A: " : "b")),
                Attack.lasting(
                        "slow-bodies",
                        options.slow(),
                        SECOND,
                        move -> ascii(move == 0 ? BODY_BEGINS : " ")),
                Attack.lasting("silent", options.silent(), NEVER, move -> ascii("")),
                Attack.lasting(
                                "vanishing",
                                options.slow(),
                                Duration.ofMillis(100),
                                move -> ascii(GET_LARGE))
                        .unread()
                        .resetAfter(2),
                Attack.lasting("idle", options.idle(), NEVER, move -> ascii(LIVE + "\r\n")),
                Attack.lasting(
                                "unread",
                                options.slow(),
                                SECOND,
                                move -> ascii(GET_LARGE.repeat(FRAMES_PER_MOVE)))
                        .openingAtMost(options.frames() / FRAMES_PER_MOVE)
                        .unread(),
                Attack.lasting(
                                "unread-pipelined",
                                Math.max(1, options.slow() / FRAMES_PER_MOVE),
                                NEVER,
                                move -> ascii(GET_LARGE.repeat(PIPELINED)))
                        .openingAtMost(options.frames() / PIPELINED)
                        .unread());
    }

    private List<Attack> ofFrames() {
        return List.of(
                windowless("http2-unread", NEVER),
                windowless("http2-unread-pings", SECOND),
                flood(
                        "rapid-reset",
                        (frames, n) -> n % 2 == 0 ? frames.get(n / 2, "/v2") : frames.reset(n / 2)),
                flood("settings-flood", (frames, n) -> frames.window(65_535)),
                flood("ping-flood", (frames, n) -> frames.ping()),
                flood(
                        "continuation-flood",
                        (frames, n) -> n == 0 ? frames.endlessHeaders(0) : frames.continuation(0)),
                Attack.lasting(
                        "header-bomb",
                        FLOODING,
                        pace(1),
                        move ->
                                move == 0
                                        ? Frames.begin().bytes()
                                        : Frames.none().headerBomb(move - 1).bytes()));
    }

    private Attack windowless(String name, Duration pace) {
        return Attack.lasting(
                        name,
                        Math.max(1, options.slow() / FRAMES_PER_MOVE),
                        pace,
                        move -> {
                            if (move > 0) {
                                return Frames.none().ping().bytes();
                            }
                            Frames frames = Frames.begin().window(0);
                            for (int i = 0; i < STREAMS; i++) {
                                var _ = frames.get(i, LARGE);
                            }
                            return frames.bytes();
                        })
                .openingAtMost(options.frames() / STREAMS);
    }

    /// @param next adds the nth frame of a connection, from 0
    private Attack flood(String name, BiFunction<Frames, Integer, Frames> next) {
        return Attack.lasting(
                name,
                FLOODING,
                pace(FRAMES_PER_MOVE),
                move -> {
                    if (move == 0) {
                        return Frames.begin().bytes();
                    }
                    Frames frames = Frames.none();
                    for (int i = 0; i < FRAMES_PER_MOVE; i++) {
                        frames = next.apply(frames, (move - 1) * FRAMES_PER_MOVE + i);
                    }
                    return frames.bytes();
                });
    }

    /// The interval at which all flooding connections reach the frame rate of the options.
    private Duration pace(int framesPerMove) {
        return SECOND.multipliedBy((long) FLOODING * framesPerMove).dividedBy(options.frames());
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
