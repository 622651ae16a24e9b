package dev.berth.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.berth.core.system.SignatureAlgorithm;
import dev.berth.core.system.TokenIssuer;
import dev.berth.server.auth.token.TestIssuer.Signing;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of every wrong kind, and the right ones.
final class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Signing RSA = TestIssuer.rsa("r1");
    private static final Signing EC = TestIssuer.ec("e1");
    private static final Signing ED = TestIssuer.ed("d1");
    private static final Signing SHORT = TestIssuer.rsa("short", 1024);
    private static final Signing STRANGER = TestIssuer.rsa("r1");

    private static JwksServer server;
    private static Issuers issuers;
    private static TokenVerifier verifier;

    @BeforeAll
    static void start() throws ParseException {
        JWK encrypting = new RSAKey.Builder(RSA.shown().toRSAKey()).keyID("enc").build();
        Map<String, Object> enc = encrypting.toJSONObject();
        enc.put("use", "enc");
        Map<String, Object> onlyPs = RSA.shown().toJSONObject();
        onlyPs.put("kid", "ps");
        onlyPs.put("alg", "PS256");
        String others =
                ",{\"kty\":\"oct\",\"kid\":\"shared\",\"k\":\"%s\"},{\"kty\":\"new\",\"kid\":\"n\"},7,%s,%s]}"
                        .formatted(
                                TestIssuer.encoded("x".repeat(32)),
                                JSONObjectUtils.toJSONString(enc),
                                JSONObjectUtils.toJSONString(onlyPs));
        String keys = TestIssuer.keySet(RSA, EC, ED, SHORT);
        server = JwksServer.start(keys.substring(0, keys.length() - 2) + others);
        issuers = new Issuers(KeyFetching.defaults(), new ManualTime());
        verifier =
                issuers.adopt(
                        List.of(
                                issuer(
                                        "corp",
                                        TestIssuer.ISSUER,
                                        server.address(),
                                        TokenIssuer.ALGORITHMS_DEFAULT),
                                issuer(
                                        "ec-only",
                                        "ec-only",
                                        server.address(),
                                        Set.of(SignatureAlgorithm.ES256))));
        issuers.awaitFirst(Await.TIMEOUT);
    }

    private static TokenIssuer issuer(
            String name, String issuer, URI keys, Set<SignatureAlgorithm> algorithms) {
        return new TokenIssuer(
                name, issuer, TestIssuer.AUDIENCE, keys, algorithms, Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        issuers.close();
        server.close();
    }

    private static Map<String, Object> claims() {
        return TestIssuer.claims(NOW, "svc-shop");
    }

    private static Map<String, Object> with(String claim, Object value) {
        Map<String, Object> claims = claims();
        claims.put(claim, value);
        return claims;
    }

    private static Map<String, Object> without(String claim) {
        Map<String, Object> claims = claims();
        claims.remove(claim);
        return claims;
    }

    private static Map<String, Object> at(String claim, long secondsFromNow) {
        return with(claim, NOW.getEpochSecond() + secondsFromNow);
    }

    private static String json(Map<String, Object> claims) {
        return JSONObjectUtils.toJSONString(claims);
    }

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of("RS256", TestIssuer.token(RSA, claims())),
                Arguments.of("PS256", TestIssuer.token(RSA.by(JWSAlgorithm.PS256), claims())),
                Arguments.of("ES256", TestIssuer.token(EC, claims())),
                Arguments.of("EdDSA", TestIssuer.token(ED, claims())),
                Arguments.of("one audience", TestIssuer.token(EC, with("aud", "models"))),
                Arguments.of("late within the skew", TestIssuer.token(EC, at("exp", -29))),
                Arguments.of("early within the skew", TestIssuer.token(EC, at("nbf", 29))),
                Arguments.of(
                        "no kid, and one key that fits",
                        TestIssuer.sign(EC, "{\"alg\":\"ES256\"}", json(claims()))),
                Arguments.of(
                        "type of access tokens",
                        TestIssuer.sign(
                                EC,
                                "{\"alg\":\"ES256\",\"kid\":\"e1\",\"typ\":\"at+JWT\"}",
                                json(claims()))),
                Arguments.of(
                        "places of keys that are not looked at",
                        TestIssuer.sign(
                                EC,
                                "{\"alg\":\"ES256\",\"kid\":\"e1\",\"jku\":\"http://127.0.0.1:1/\",\"x5u\":\"http://127.0.0.1:1/\"}",
                                json(claims()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void token_thatIsRight_isValid(String what, String token) {
        assertThat(verifier.verify(token, NOW))
                .isInstanceOfSatisfying(
                        TokenVerdict.Valid.class,
                        valid -> {
                            assertThat(valid.issuer()).isEqualTo("corp");
                            assertThat(valid.has("sub", "svc-shop")).isTrue();
                            assertThat(valid.ground().isCurrent()).isTrue();
                        });
    }

    static Stream<Arguments> wrong() {
        String good = TestIssuer.token(RSA, claims());
        String[] parts = good.split("\\.", -1);
        byte[] publicKey = RSA.shown().toJSONString().getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                wrong(TokenFault.MALFORMED, "nothing", ""),
                wrong(TokenFault.MALFORMED, "no token", "a.b.c"),
                wrong(TokenFault.MALFORMED, "two parts", parts[0] + "." + parts[1]),
                wrong(TokenFault.MALFORMED, "four parts", good + ".x"),
                wrong(
                        TokenFault.MALFORMED,
                        "none",
                        TestIssuer.encoded("{\"alg\":\"none\"}")
                                + "."
                                + TestIssuer.encoded(json(claims()))
                                + "."),
                wrong(
                        TokenFault.MALFORMED,
                        "none, signed",
                        TestIssuer.sign(RSA, "{\"alg\":\"none\",\"kid\":\"r1\"}", json(claims()))),
                wrong(
                        TokenFault.MALFORMED,
                        "no alg",
                        TestIssuer.sign(RSA, "{\"kid\":\"r1\"}", json(claims()))),
                wrong(
                        TokenFault.MALFORMED,
                        "alg twice",
                        TestIssuer.sign(
                                RSA,
                                "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"kid\":\"r1\"}",
                                json(claims()))),
                wrong(
                        TokenFault.MALFORMED,
                        "a claim twice",
                        TestIssuer.sign(
                                RSA,
                                "{\"alg\":\"RS256\",\"kid\":\"r1\"}",
                                json(claims()).replace("\"sub\"", "\"sub\":\"a\",\"sub\""))),
                wrong(
                        TokenFault.MALFORMED,
                        "claims that are no object",
                        TestIssuer.sign(RSA, "{\"alg\":\"RS256\",\"kid\":\"r1\"}", "[1]")),
                wrong(
                        TokenFault.MALFORMED,
                        "exp that is no number",
                        TestIssuer.token(RSA, with("exp", "tomorrow"))),
                wrong(
                        TokenFault.MALFORMED,
                        "an extension that has to be understood",
                        TestIssuer.sign(
                                RSA,
                                "{\"alg\":\"RS256\",\"kid\":\"r1\",\"crit\":[\"x\"],\"x\":1}",
                                json(claims()))),
                wrong(
                        TokenFault.MALFORMED,
                        "a token for another purpose",
                        TestIssuer.sign(
                                RSA,
                                "{\"alg\":\"RS256\",\"kid\":\"r1\",\"typ\":\"logout+jwt\"}",
                                json(claims()))),
                wrong(
                        TokenFault.MALFORMED,
                        "huge",
                        TestIssuer.token(
                                RSA, with("groups", "x".repeat(TokenVerifier.LENGTH_MAX)))),
                wrong(TokenFault.ISSUER_UNKNOWN, "no iss", TestIssuer.token(RSA, without("iss"))),
                wrong(
                        TokenFault.ISSUER_UNKNOWN,
                        "another iss",
                        TestIssuer.token(RSA, with("iss", "https://login.example.com"))),
                wrong(
                        TokenFault.ISSUER_UNKNOWN,
                        "the name in place of the iss",
                        TestIssuer.token(RSA, with("iss", "corp"))),
                wrong(
                        TokenFault.ALGORITHM,
                        "HMAC with the public key",
                        TestIssuer.mac("r1", publicKey, claims())),
                wrong(
                        TokenFault.ALGORITHM,
                        "HMAC with a shared key of the set",
                        TestIssuer.mac(
                                "shared",
                                "x".repeat(32).getBytes(StandardCharsets.US_ASCII),
                                claims())),
                wrong(
                        TokenFault.ALGORITHM,
                        "RS512, which is not among the defaults",
                        TestIssuer.token(RSA.by(JWSAlgorithm.RS512), claims())),
                wrong(
                        TokenFault.ALGORITHM,
                        "one that this issuer may not use",
                        TestIssuer.token(RSA, with("iss", "ec-only"))),
                wrong(
                        TokenFault.KEY_MISMATCH,
                        "RS256 with the id of an EC key",
                        TestIssuer.sign(RSA, "{\"alg\":\"RS256\",\"kid\":\"e1\"}", json(claims()))),
                wrong(
                        TokenFault.KEY_MISMATCH,
                        "EdDSA with the id of an RSA key",
                        TestIssuer.sign(ED, "{\"alg\":\"EdDSA\",\"kid\":\"r1\"}", json(claims()))),
                wrong(
                        TokenFault.KEY_MISMATCH,
                        "RS256 with a key for PS256",
                        TestIssuer.sign(RSA, "{\"alg\":\"RS256\",\"kid\":\"ps\"}", json(claims()))),
                wrong(
                        TokenFault.KEY_MISMATCH,
                        "no kid, and two keys that fit",
                        TestIssuer.sign(
                                RSA.by(JWSAlgorithm.PS256), "{\"alg\":\"PS256\"}", json(claims()))),
                wrong(
                        TokenFault.SIGNATURE,
                        "a stranger's key with a known id",
                        TestIssuer.token(STRANGER, claims())),
                wrong(
                        TokenFault.SIGNATURE,
                        "a key of its own in the header",
                        TestIssuer.sign(
                                STRANGER,
                                "{\"alg\":\"RS256\",\"kid\":\"r1\",\"jwk\":"
                                        + STRANGER.shown().toJSONString()
                                        + "}",
                                json(claims()))),
                wrong(
                        TokenFault.SIGNATURE,
                        "other claims under the signature",
                        parts[0]
                                + "."
                                + TestIssuer.encoded(json(with("sub", "root")))
                                + "."
                                + parts[2]),
                wrong(TokenFault.MALFORMED, "no signature", parts[0] + "." + parts[1] + "."),
                wrong(
                        TokenFault.SIGNATURE,
                        "an EC signature of zeros",
                        ecWithSignature(new byte[64])),
                wrong(TokenFault.SIGNATURE, "a short EC signature", ecWithSignature(new byte[3])),
                wrong(TokenFault.EXPIRED, "expired", TestIssuer.token(RSA, at("exp", -30))),
                wrong(TokenFault.EXPIRED, "no exp", TestIssuer.token(RSA, without("exp"))),
                wrong(TokenFault.NOT_YET_VALID, "early", TestIssuer.token(RSA, at("nbf", 31))),
                wrong(
                        TokenFault.AUDIENCE,
                        "for others",
                        TestIssuer.token(RSA, with("aud", List.of("others")))),
                wrong(TokenFault.AUDIENCE, "for nobody", TestIssuer.token(RSA, without("aud"))));
    }

    private static String ecWithSignature(byte[] signature) {
        String good = TestIssuer.token(EC, claims());
        return good.substring(0, good.lastIndexOf('.') + 1) + Base64URL.encode(signature);
    }

    private static Arguments wrong(TokenFault fault, String what, String token) {
        return Arguments.of(fault, what, token);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrong")
    void token_thatIsWrong_isRefused(TokenFault fault, String what, String token) {
        assertThat(verifier.verify(token, NOW))
                .isInstanceOfSatisfying(
                        TokenVerdict.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault));
    }

    /// Keys that are too short, for encryption, shared or of an unknown kind are no keys here.
    @ParameterizedTest
    @ValueSource(strings = {"short", "enc", "shared", "n", "another"})
    void token_withAKeyThatIsNone_isNeverValid(String id) {
        Signing signing = id.equals("short") ? SHORT : RSA;
        String token =
                TestIssuer.sign(
                        signing, "{\"alg\":\"RS256\",\"kid\":\"" + id + "\"}", json(claims()));
        assertThat(verifier.verify(token, NOW)).isNotInstanceOf(TokenVerdict.Valid.class);
    }

    /// Every single change of a character of a good token makes a bad one, or one that means the
    /// same: the last character of a part has bits that mean nothing.
    @Test
    void token_withACharacterChanged_isNeverAnotherThatIsValid() {
        var random = new Random(Long.getLong("berth.seed", 7));
        String good = TestIssuer.token(EC, claims());
        for (int i = 0; i < 300; i++) {
            var changed = new StringBuilder(good);
            int at = random.nextInt(good.length());
            changed.setCharAt(at, (char) (random.nextInt(94) + 33));
            if (verifier.verify(changed.toString(), NOW) instanceof TokenVerdict.Valid valid) {
                assertThat(valid.has("sub", "svc-shop")).as("at %d", at).isTrue();
            }
        }
    }

    @Test
    void token_nestedAsDeepAsItsLengthAllows_isJudgedLikeAnyOther() {
        String deep = "[".repeat(2900);
        for (String token :
                List.of(
                        TestIssuer.encoded("{\"alg\":\"ES256\",\"x\":" + deep) + ".e30.AA",
                        TestIssuer.encoded("{\"alg\":\"ES256\"}")
                                + "."
                                + TestIssuer.encoded("{\"iss\":" + deep)
                                + ".AA")) {
            assertThat(verifier.verify(token, NOW))
                    .isEqualTo(new TokenVerdict.Refused(TokenFault.MALFORMED, ""));
        }
    }

    @Test
    void token_ofAList_hasWhatIsInIt() {
        TokenVerdict verdict =
                verifier.verify(TestIssuer.token(EC, with("groups", List.of("a", "ops"))), NOW);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        TokenVerdict.Valid.class,
                        valid -> {
                            assertThat(valid.has("groups", "ops")).isTrue();
                            assertThat(valid.has("groups", "op")).isFalse();
                            assertThat(valid.has("exp", "1")).isFalse();
                            assertThat(valid).hasToString("token of corp");
                        });
    }

    @Test
    void form_ofATokenAlone_isOne() {
        assertThat(TokenVerifier.isOfForm("eyA.b.c")).isTrue();
        for (String other : List.of("", "ey", "ey.b", "a.b.c", "ey.b.c.d", "..")) {
            assertThat(TokenVerifier.isOfForm(other)).as(other).isFalse();
        }
    }

    /// Source: RFC 8037, appendix A.4.
    @Test
    void signature_ofTheStandardsExample_isVerified() throws JOSEException, ParseException {
        var key =
                new Ed25519Verifier(
                        new Base64URL("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").decode());
        String signed =
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-"
                        + "09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assertThat(JWSObject.parse(signed).verify(key)).isTrue();
        assertThat(JWSObject.parse(signed.replace(".RX", ".SX")).verify(key)).isFalse();
    }
}
