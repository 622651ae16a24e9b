package dev.berth.jobs.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.system.JobSettings.WebhookReceiver;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures of webhooks, and the URLs that none may go to.
final class WebhookSignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final WebhookPolicy policy =
            new WebhookPolicy(
                    () ->
                            List.of(
                                    new WebhookReceiver("https://hooks.example.com", "SECRET"),
                                    new WebhookReceiver("http://localhost:9000", "SECRET"),
                                    new WebhookReceiver("https://unset.example.com", "UNSET"),
                                    new WebhookReceiver("https://short.example.com", "SHORT")),
                    Map.of("SECRET", SECRET, "SHORT", "whsec_c2hvcnQ="));

    /// The example that the libraries of Standard Webhooks are tested with.
    @Test
    void sign_theExampleOfStandardWebhooks_isItsSignature() {
        assertThat(
                        WebhookSignature.of(SECRET)
                                .sign(
                                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                        1614265330,
                                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "whsec_", "whsec_!!", "whsec_c2hvcnQ="})
    void secret_thatIsNone_isRefused_withoutBeingShown(String secret) {
        assertThatThrownBy(() -> WebhookSignature.of(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("c2hvcnQ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/a?b=c",
                "HTTPS://HOOKS.example.com/",
                "http://localhost:9000/x"
            })
    void url_ofADeclaredOrigin_isAllowed(String url) {
        policy.require(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com/",
                "https://hooks.example.com:8443/",
                "https://hooks.example.com.evil.net/",
                "https://hooks.example.com@169.254.169.254/",
                "https://169.254.169.254/latest/meta-data",
                "http://localhost/",
                "http://[::1]:9000/",
                "file:///etc/passwd",
                "//hooks.example.com/",
                "hooks.example.com",
                "",
                "https://hooks.example.com/#x",
                "https://unset.example.com/",
                "https://short.example.com/"
            })
    void url_thatIsNotOfADeclaredOrigin_isRefused(String url) {
        assertThatThrownBy(() -> policy.require(url))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("job-invalid");
    }
}
