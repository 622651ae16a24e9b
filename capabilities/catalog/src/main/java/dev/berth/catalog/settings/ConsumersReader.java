package dev.berth.catalog.settings;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.AnonymousPolicy;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.ConsumerKey;
import dev.berth.core.system.FeatureGrant;
import dev.berth.core.system.OpenRoute;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.TokenIssuer;
import dev.berth.core.system.ValidationError;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reader of the access rules in `berth.yaml`.
///
/// Nearly every error in the file makes the rules unreliable: a misspelt key may have been
/// `consumers`, and what cannot be read may have denied access.
final class ConsumersReader {
    static final String CONSUMERS = "consumers";
    static final String FEATURES = "features";
    private static final int ID_LENGTH = 8;

    /// Parts of the file whose errors do not concern access.
    private static final List<String> UNRELATED = List.of("/models", "/name", "/summary", "/owner");

    private final Set<String> keyIds = new HashSet<>();
    private final Set<String> identities = new HashSet<>();
    private final IssuersReader tokens = new IssuersReader();

    private ConsumersReader() {}

    /// @param root empty if the file is no YAML at all, which is among the errors
    static AccessRules read(Optional<DocumentNode> root, ValidationErrors errors) {
        var reader = new ConsumersReader();
        List<TokenIssuer> issuers = root.map(reader.tokens::issuers).orElse(List.of());
        List<ApiConsumer> consumers = root.map(reader::consumers).orElse(List.of());
        Set<OpenRoute> openRoutes = root.map(ConsumersReader::openRoutes).orElse(Set.of());
        List<ValidationError> wrong =
                errors.sorted().stream()
                        .filter(error -> UNRELATED.stream().noneMatch(error.pointer()::startsWith))
                        .toList();
        return wrong.isEmpty()
                ? new AccessRules(consumers, issuers, anonymous(root), openRoutes, List.of())
                : AccessRules.unreadable(wrong);
    }

    private static AnonymousPolicy anonymous(Optional<DocumentNode> root) {
        return root.flatMap(place -> place.text("anonymous"))
                .map(word -> AnonymousPolicy.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(AnonymousPolicy.DENY);
    }

    private List<ApiConsumer> consumers(DocumentNode root) {
        List<ApiConsumer> consumers = new ArrayList<>();
        root.child(CONSUMERS)
                .map(DocumentNode::entries)
                .ifPresent(
                        entries ->
                                entries.forEach(
                                        (name, place) -> {
                                            if (place.isSound()) {
                                                consumers.add(consumer(name, place));
                                            }
                                        }));
        return consumers;
    }

    private ApiConsumer consumer(String name, DocumentNode place) {
        List<ConsumerKey> keys = new ArrayList<>();
        place.items("keys").forEach(key -> key(key).ifPresent(keys::add));
        if (name.equals(AnonymousPolicy.NAME)) {
            place.error(
                    "the name '" + name + "'",
                    "another one",
                    "rename it: logs and metrics call those so who are no consumer");
        }
        return new ApiConsumer(
                ConsumerName.of(name),
                place.text("purpose").orElse(""),
                place.text("owner"),
                place.text("contact"),
                new ApiConsumer.Credentials(keys, identities(place), tokens.identities(place)),
                permissions(place),
                QuotaReader.read(place),
                place.truth("management").orElse(false));
    }

    private Optional<ConsumerKey> key(DocumentNode place) {
        Optional<DocumentNode> hash = place.child("hash");
        Optional<String> text = hash.flatMap(DocumentNode::text);
        Optional<Instant> expires = place.child("expires").flatMap(ConsumersReader::instant);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String id = text.get().substring(0, ID_LENGTH);
        if (!keyIds.add(id)) {
            hash.get()
                    .error(
                            "the key " + id + " a second time",
                            "each key once",
                            "remove one, or create a new key with `berth key create`");
        }
        return Optional.of(
                new ConsumerKey(
                        id,
                        new Sha256(text.get().substring(ID_LENGTH + 1)),
                        expires,
                        place.truth("revoked").orElse(false)));
    }

    private static Optional<Instant> instant(DocumentNode place) {
        Optional<String> text = place.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text.get()));
        } catch (DateTimeException e) {
            place.error(
                    "'" + SanitizedText.of(text.get()) + "'",
                    "an instant with its zone, such as 2027-01-31T00:00:00Z",
                    "write the date, T, the time, and Z or an offset");
            return Optional.empty();
        }
    }

    private List<String> identities(DocumentNode consumer) {
        List<String> found = new ArrayList<>();
        for (DocumentNode place : consumer.items("certificate-identities")) {
            Optional<String> text = place.text();
            if (text.isPresent() && !identities.add(text.get())) {
                place.error(
                        "the identity '" + SanitizedText.of(text.get()) + "' a second time",
                        "each identity once",
                        "remove one: a certificate stands for one consumer");
            }
            text.ifPresent(found::add);
        }
        return found;
    }

    /// Empty if none is declared, which permits everything.
    private static Optional<ApiConsumer.Permissions> permissions(DocumentNode consumer) {
        Optional<Set<FeatureGrant>> features =
                consumer.child(FEATURES).map(ConsumersReader::grants);
        return features.isEmpty()
                        && consumer.child("models").isEmpty()
                        && consumer.child("endpoints").isEmpty()
                ? Optional.empty()
                : Optional.of(new ApiConsumer.Permissions(names(consumer), features));
    }

    private static Set<FeatureGrant> grants(DocumentNode features) {
        return features.items().stream()
                .flatMap(item -> item.text().stream())
                .map(FeatureGrant::parse)
                .collect(Collectors.toSet());
    }

    private static Set<ModelName> names(DocumentNode consumer) {
        return Stream.of("models", "endpoints")
                .flatMap(key -> consumer.items(key).stream())
                .flatMap(item -> item.text().stream())
                .map(ModelName::of)
                .collect(Collectors.toSet());
    }

    private static Set<OpenRoute> openRoutes(DocumentNode root) {
        return root.items("public-routes").stream()
                .flatMap(item -> item.text().stream())
                .map(word -> OpenRoute.valueOf(word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }
}
