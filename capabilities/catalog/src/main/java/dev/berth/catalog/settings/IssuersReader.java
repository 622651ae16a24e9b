package dev.berth.catalog.settings;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.SignatureAlgorithm;
import dev.berth.core.system.TokenIdentity;
import dev.berth.core.system.TokenIssuer;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reader of the trusted token issuers in `berth.yaml`, and of the consumers that tokens stand for.
final class IssuersReader {
    private static final String FILE = "file:";
    private static final String SUBJECT = "sub";

    private final Set<String> names = new HashSet<>();
    private final Set<String> issued = new HashSet<>();
    private final Set<TokenIdentity> identities = new HashSet<>();

    List<TokenIssuer> issuers(DocumentNode root) {
        List<TokenIssuer> issuers = new ArrayList<>();
        root.child("issuers")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (name, place) -> {
                            names.add(name);
                            if (place.isSound()) {
                                issuer(name, place).ifPresent(issuers::add);
                            }
                        });
        return issuers;
    }

    private Optional<TokenIssuer> issuer(String name, DocumentNode place) {
        Optional<String> issuer = place.text("issuer");
        Optional<String> audience = place.text("audience");
        Optional<URI> keys = place.child("jwks").flatMap(IssuersReader::address);
        Optional<Duration> skew = clockSkew(place);
        if (issuer.isEmpty() || audience.isEmpty() || keys.isEmpty() || skew.isEmpty()) {
            return Optional.empty();
        }
        if (!issued.add(issuer.get())) {
            place.child("issuer")
                    .ifPresent(
                            twice ->
                                    twice.error(
                                            "the issuer '"
                                                    + SanitizedText.of(issuer.get())
                                                    + "' a second time",
                                            "each issuer once",
                                            "remove one: a token has to lead to one set of keys"));
        }
        return Optional.of(
                new TokenIssuer(
                        name,
                        issuer.get(),
                        audience.get(),
                        keys.get(),
                        algorithms(place),
                        skew.get()));
    }

    private static Set<SignatureAlgorithm> algorithms(DocumentNode issuer) {
        if (issuer.child("algorithms").isEmpty()) {
            return TokenIssuer.ALGORITHMS_DEFAULT;
        }
        Set<String> labels =
                issuer.items("algorithms").stream()
                        .flatMap(item -> item.text().stream())
                        .collect(Collectors.toSet());
        return List.of(SignatureAlgorithm.values()).stream()
                .filter(algorithm -> labels.contains(algorithm.label()))
                .collect(Collectors.toSet());
    }

    private static Optional<Duration> clockSkew(DocumentNode issuer) {
        Optional<DocumentNode> written = issuer.child("clock-skew");
        if (written.isEmpty()) {
            return Optional.of(TokenIssuer.CLOCK_SKEW_DEFAULT);
        }
        Optional<Duration> skew = issuer.duration("clock-skew");
        if (skew.isPresent() && skew.get().compareTo(TokenIssuer.CLOCK_SKEW_MAX) > 0) {
            written.get()
                    .error(
                            written.get().described(),
                            "at most 5m",
                            "set the clocks right; tokens live on by as much as this says");
            return Optional.empty();
        }
        return skew;
    }

    private static Optional<URI> address(DocumentNode place) {
        return place.text()
                .flatMap(
                        text ->
                                text.startsWith(FILE)
                                        ? file(place, text.substring(FILE.length()))
                                        : web(place, text));
    }

    /// A relative path is one from the folder of `berth.yaml`.
    private static Optional<URI> file(DocumentNode place, String path) {
        try {
            Path folder = place.document().file().toAbsolutePath().getParent();
            Path named = Path.of(path.startsWith("//") ? path.substring(2) : path);
            if (!path.isEmpty() && folder != null) {
                return Optional.of(folder.resolve(named).normalize().toUri());
            }
        } catch (InvalidPathException e) {
            // Reported below.
        }
        place.error(place.described(), "file: and a path", "write it as in `file:keys.json`");
        return Optional.empty();
    }

    private static Optional<URI> web(DocumentNode place, String text) {
        Optional<URI> address = parsed(text);
        if (address.isEmpty() || address.get().getHost() == null || !isTrustworthy(address.get())) {
            place.error(
                    place.described(),
                    "an https address, an http one of this machine, or file: and a path",
                    "keys that came in the clear could be anybody's: write an https address");
            return Optional.empty();
        }
        if (address.get().getRawUserInfo() != null || address.get().getRawFragment() != null) {
            place.error(
                    "an address with a user or a fragment",
                    "an address without",
                    "remove them: public keys need no password");
            return Optional.empty();
        }
        return address;
    }

    private static boolean isTrustworthy(URI address) {
        return "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && isThisMachine(address.getHost()));
    }

    private static boolean isThisMachine(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    private static Optional<URI> parsed(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /// The token claims that stand for a consumer; [#issuers] comes before.
    List<TokenIdentity> identities(DocumentNode consumer) {
        List<TokenIdentity> found = new ArrayList<>();
        for (DocumentNode place : consumer.items("tokens")) {
            if (place.isSound()) {
                identity(place).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<TokenIdentity> identity(DocumentNode place) {
        Map<String, String> claims = claims(place);
        if (claims.isEmpty()) {
            place.error(
                    "neither subject nor claims",
                    "`subject`, `claims` or both",
                    "say what its tokens have: without, every token of the issuer would be it");
            return Optional.empty();
        }
        Optional<String> issuer = place.text("issuer");
        if (issuer.isPresent() && !names.contains(issuer.get())) {
            reportUnknown(place, issuer.get());
        }
        Optional<TokenIdentity> identity = issuer.map(name -> new TokenIdentity(name, claims));
        if (identity.isPresent() && !identities.add(identity.get())) {
            place.error(
                    "the same token a second time",
                    "each once",
                    "remove one: a token stands for one consumer");
        }
        return identity;
    }

    private void reportUnknown(DocumentNode place, String issuer) {
        place.child("issuer")
                .ifPresent(
                        at ->
                                at.error(
                                        "the issuer '" + SanitizedText.of(issuer) + "'",
                                        names.isEmpty()
                                                ? "one of `issuers`, which has none"
                                                : "one of " + String.join(", ", names),
                                        NearestName.find(issuer, names)
                                                .map(word -> "write `" + word + "`")
                                                .orElse("declare it under `issuers`")));
    }

    private static Map<String, String> claims(DocumentNode place) {
        Map<String, String> claims = new HashMap<>();
        place.child("claims")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, claim) -> claim.text().ifPresent(text -> claims.put(name, text)));
        place.text("subject").ifPresent(subject -> claims.put(SUBJECT, subject));
        return claims;
    }
}
