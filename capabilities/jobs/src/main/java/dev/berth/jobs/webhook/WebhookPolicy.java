package dev.berth.jobs.webhook;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.JobSettings.WebhookReceiver;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Policy for the URLs of webhooks: requests go to the origins that the operator declares and
/// nowhere else, as a server may reach what its callers may not (server-side request forgery).
/// Thread-safe.
public final class WebhookPolicy {
    private static final int URL_LENGTH_MAX = 2_000;

    private final Supplier<List<WebhookReceiver>> receivers;
    private final Map<String, String> environment;

    /// @param environment with the secrets
    public WebhookPolicy(
            Supplier<List<WebhookReceiver>> receivers, Map<String, String> environment) {
        this.receivers = receivers;
        this.environment = Map.copyOf(environment);
    }

    /// Checks the URL that a job names.
    ///
    /// @throws ProblemException `job-invalid` if no request may go there
    public void require(String url) {
        if (url.length() > URL_LENGTH_MAX) {
            throw invalid(
                    "a URL of " + url.length() + " characters (expected: at most 2,000)",
                    "shorten it");
        }
        var _ = signature(uri(url));
    }

    /// What signs the requests to a URL.
    ///
    /// @throws ProblemException as [#require]
    WebhookSignature signature(URI url) {
        String origin = origin(url);
        Optional<WebhookReceiver> receiver =
                receivers.get().stream().filter(each -> each.origin().equals(origin)).findFirst();
        if (receiver.isEmpty()) {
            throw invalid(
                    "origin "
                            + SanitizedText.of(origin)
                            + " (expected: one that `jobs.webhooks` declares)",
                    "ask the operator of the server to declare it in berth.yaml");
        }
        String variable = receiver.get().secretVariable();
        String secret = environment.get(variable);
        if (secret == null) {
            throw invalid(
                    "no secret for it: the variable " + variable + " is not set",
                    "ask the operator of the server to set it");
        }
        try {
            return WebhookSignature.of(secret);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "the variable " + variable + " has " + e.getMessage(),
                    "ask the operator of the server to correct it");
        }
    }

    static URI uri(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Reported below.
        }
        throw invalid(
                "'" + SanitizedText.of(url) + "' (expected: https://host/path)",
                "leave user and fragment out");
    }

    private static String origin(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return scheme + "://" + host + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    private static ProblemException invalid(String what, String remedy) {
        return new ProblemException(ProblemCode.JOB_INVALID, "webhook: " + what, remedy);
    }
}
