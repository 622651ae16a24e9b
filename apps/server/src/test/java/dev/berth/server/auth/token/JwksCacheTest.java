package dev.berth.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.berth.core.system.TokenIssuer;
import dev.berth.server.auth.token.TestIssuer.Signing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Keys of an issuer over time; fetches happen at once, and the clock is the test's.
final class JwksCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final KeyFetching TIMES =
            new KeyFetching(
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    20_000);
    private static final Signing OLD = TestIssuer.ec("old");
    private static final Signing NEXT = TestIssuer.ec("next");

    private final AtomicLong nanos = new AtomicLong(1);
    private final Logger logger = (Logger) LoggerFactory.getLogger(JwksCache.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final JwksServer server = JwksServer.start(TestIssuer.keySet(OLD));
    private final KeySource source = new KeySource(TIMES);

    @BeforeEach
    void listen() {
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
        source.close();
        server.close();
    }

    private JwksCache keysAt(URI address) {
        return keysAt(address, source);
    }

    private JwksCache keysAt(URI address, KeySource by) {
        var keys = new JwksCache(issuer(address), by, TIMES, nanos::get, Runnable::run);
        keys.fetch();
        return keys;
    }

    private static TokenIssuer issuer(URI address) {
        return new TokenIssuer(
                "corp",
                TestIssuer.ISSUER,
                TestIssuer.AUDIENCE,
                address,
                TokenIssuer.ALGORITHMS_DEFAULT,
                Duration.ofSeconds(30));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static TokenVerdict judge(JwksCache keys, Signing signing) {
        return new TokenVerifier(
                        List.of(new TokenVerifier.IssuerVerifier(issuer(keys.address()), keys)))
                .verify(TestIssuer.token(signing, TestIssuer.claims(NOW, "s")), NOW);
    }

    private String logged() {
        return String.join(
                "\n", log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    @Test
    void look_beforeTheInterval_asksNobody() {
        JwksCache keys = keysAt(server.address());
        pass(Duration.ofSeconds(299));
        keys.poll();
        assertThat(server.requestCount()).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        keys.poll();
        assertThat(server.requestCount()).isEqualTo(2);
    }

    @Test
    void rotation_withANewKey_isFoundByTheFirstTokenThatHasIt() {
        JwksCache keys = keysAt(server.address());
        server.serves(TestIssuer.keySet(OLD, NEXT));
        pass(Duration.ofSeconds(10));
        TokenVerdict first = judge(keys, NEXT);
        // Here the fetch is done before the token is refused; the next one finds the key.
        assertThat(first).isNotInstanceOf(TokenVerdict.Valid.class);
        assertThat(judge(keys, NEXT)).isInstanceOf(TokenVerdict.Valid.class);
        assertThat(judge(keys, OLD)).isInstanceOf(TokenVerdict.Valid.class);
    }

    @Test
    void rotation_withTheOldKeyRemoved_endsItsTokensAtTheNextFetch() {
        JwksCache keys = keysAt(server.address());
        TokenVerdict verdict = judge(keys, OLD);
        server.serves(TestIssuer.keySet(NEXT));
        assertThat(judge(keys, OLD)).isInstanceOf(TokenVerdict.Valid.class);
        pass(TIMES.interval());
        keys.poll();
        assertThat(judge(keys, OLD)).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        TokenVerdict.Valid.class,
                        valid -> assertThat(valid.ground().isCurrent()).isFalse());
    }

    @Test
    void rotation_toNoKeysAtAll_isBelieved() {
        JwksCache keys = keysAt(server.address());
        server.serves("{\"keys\":[]}");
        pass(TIMES.interval());
        keys.poll();
        assertThat(judge(keys, OLD)).isInstanceOf(TokenVerdict.Refused.class);
    }

    @Test
    void fetch_ofTheSame_keepsWhatWasVerified() {
        JwksCache keys = keysAt(server.address());
        TokenVerdict verdict = judge(keys, OLD);
        pass(TIMES.interval());
        keys.poll();
        assertThat(server.requestCount()).isEqualTo(2);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        TokenVerdict.Valid.class,
                        valid -> assertThat(valid.ground().isCurrent()).isTrue());
    }

    @Test
    void unknownKeys_inAFlood_haveTheIssuerAskedOnceInTheirPause() {
        JwksCache keys = keysAt(server.address());
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 20; i++) {
                var made = new Signing(NEXT.algorithm(), NEXT.key(), TestIssuer.ec("x").shown());
                assertThat(judge(keys, made)).isNotInstanceOf(TokenVerdict.Valid.class);
            }
            pass(Duration.ofSeconds(1));
        }
        // Once at the start, and then after 10, 20, 30, 40 and 50 seconds.
        assertThat(server.requestCount()).isEqualTo(6);
    }

    @Test
    void fetch_thatFails_leavesTheLastKeysInForceAndIsTold() {
        JwksCache keys = keysAt(server.address());
        server.answers(500);
        pass(TIMES.interval());
        keys.poll();
        keys.poll();
        assertThat(keys.failed()).isEqualTo(1);
        assertThat(judge(keys, OLD)).isInstanceOf(TokenVerdict.Valid.class);
        assertThat(logged())
                .contains("the keys of issuer corp cannot be fetched from " + server.address())
                .contains("the server answered 500")
                .contains("those that it had last stay in force");
        pass(TIMES.retryPause());
        server.answers(200);
        keys.poll();
        assertThat(keys.fetched()).isEqualTo(2);
        assertThat(logged()).contains("can be fetched again");
    }

    @Test
    void fetch_thatGoesOnFailing_isToldOnceAMinute() {
        server.answers(404);
        JwksCache keys = keysAt(server.address());
        for (int i = 0; i < 23; i++) {
            pass(TIMES.retryPause());
            keys.poll();
        }
        assertThat(keys.failed()).isEqualTo(24);
        assertThat(log.list).hasSize(2);
    }

    @Test
    void token_beforeAnyKeys_isUnverifiableAndNotRefused() {
        server.answers(503);
        JwksCache keys = keysAt(server.address());
        assertThat(judge(keys, OLD))
                .isEqualTo(new TokenVerdict.Unverifiable("corp", TIMES.retryPause()));
        assertThat(logged()).contains("its tokens cannot be verified until they are");
    }

    /// Its issuer may have taken to a new key, which cannot be known here meanwhile.
    @Test
    void token_withAnUnknownKeyWhileFetchesFail_isUnverifiableAndNotRefused() {
        JwksCache keys = keysAt(server.address());
        server.answers(503);
        pass(TIMES.interval());
        keys.poll();
        assertThat(judge(keys, NEXT))
                .isEqualTo(new TokenVerdict.Unverifiable("corp", TIMES.retryPause()));
        assertThat(judge(keys, OLD)).isInstanceOf(TokenVerdict.Valid.class);
        server.answers(200);
        pass(TIMES.retryPause());
        keys.poll();
        assertThat(judge(keys, NEXT)).isInstanceOf(TokenVerdict.Refused.class);
    }

    @Test
    void fetch_whileOneIsUnderWay_isNotBegunAgain() {
        var keys = new JwksCache(issuer(server.address()), source, TIMES, nanos::get, never -> {});
        keys.fetch();
        pass(Duration.ofHours(1));
        keys.poll();
        keys.fetch();
        assertThat(keys.fetchForUnknown()).isTrue();
        assertThat(server.requestCount()).isZero();
        assertThat(keys.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void answer_thatIsTooLong_isNotTaken() {
        server.serves("{\"keys\":[],\"x\":\"" + "x".repeat(TIMES.bytesMax()) + "\"}");
        assertThat(keysAt(server.address()).failed()).isEqualTo(1);
    }

    @Test
    void answer_withTooManyKeys_isNotTaken() {
        server.serves("{\"keys\":[" + "1,".repeat(KeySet.KEYS_MAX) + "1]}");
        assertThat(keysAt(server.address()).failed()).isEqualTo(1);
        assertThat(logged()).contains("101 keys (expected: at most 100)");
    }

    @Test
    void answer_thatIsNoKeySet_isNotTaken() {
        for (String body : List.of("", "<html>", "[]", "{}", "{\"keys\":7}", "{\"keys\":null}")) {
            server.serves(body);
            JwksCache keys = keysAt(server.address());
            assertThat(keys.failed()).as(body).isEqualTo(1);
            assertThat(keys.current()).as(body).isNull();
        }
    }

    @Test
    void answer_thatLeadsElsewhere_isNotFollowed() {
        try (JwksServer other = JwksServer.start(TestIssuer.keySet(NEXT))) {
            server.redirectsTo(other.address());
            assertThat(keysAt(server.address()).failed()).isEqualTo(1);
            assertThat(other.requestCount()).isZero();
        }
    }

    @Test
    void answer_thatNeverEnds_isGivenUp() {
        server.fallsSilent();
        var times =
                new KeyFetching(
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(300),
                        20_000);
        try (var impatient = new KeySource(times)) {
            JwksCache keys = keysAt(server.address(), impatient);
            assertThat(keys.failed()).isEqualTo(1);
            assertThat(logged()).contains("no whole answer within PT0.3S");
        }
    }

    @Test
    void server_thatIsNotThere_isAFailure() {
        URI address = server.address();
        server.close();
        assertThat(keysAt(address).failed()).isEqualTo(1);
    }

    @Test
    void file_isReadLikeAnAddress(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), TestIssuer.keySet(OLD));
        JwksCache keys = keysAt(file.toUri());
        assertThat(judge(keys, OLD)).isInstanceOf(TokenVerdict.Valid.class);
        Files.writeString(file, TestIssuer.keySet(NEXT));
        pass(TIMES.interval());
        keys.poll();
        assertThat(judge(keys, NEXT)).isInstanceOf(TokenVerdict.Valid.class);
        Files.delete(file);
        pass(TIMES.interval());
        keys.poll();
        assertThat(keys.failed()).isEqualTo(1);
        assertThat(judge(keys, NEXT)).isInstanceOf(TokenVerdict.Valid.class);
    }
}
