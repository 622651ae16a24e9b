package dev.berth.catalog;

import dev.berth.core.feature.Origin;
import java.util.Locale;
import java.util.Optional;

/// Reads which topic the events of a source are taken from, and how its brokers are reached.
/// Whether files and variables that it names are there is found out by whoever connects.
final class TopicReader {
    private TopicReader() {}

    static Optional<Origin.Topic> read(Place place) {
        if (place.hasUnsoundEntry()) {
            return Optional.empty();
        }
        TlsKeys.check(place);
        Optional<String> servers = place.text("servers");
        Optional<String> topic = place.text("topic");
        Optional<Origin.Login> login = login(place);
        return place.isSound() && servers.isPresent() && topic.isPresent()
                ? Optional.of(new Origin.Topic(servers.get(), topic.get(), tls(place), login))
                : Optional.empty();
    }

    private static Optional<Origin.Tls> tls(Place place) {
        if (!TlsKeys.isTls(place)) {
            return Optional.empty();
        }
        Optional<String> key = place.text("key");
        return Optional.of(
                new Origin.Tls(
                        place.text("authorities"),
                        place.text("certificate")
                                .flatMap(shown -> key.map(of -> new Origin.Identity(shown, of)))));
    }

    private static Optional<Origin.Login> login(Place place) {
        Optional<String> user = place.text("user");
        Optional<String> password = place.text("password-from");
        Optional<Place> written = place.child("mechanism");
        if (user.isPresent() != password.isPresent() || (written.isPresent() && user.isEmpty())) {
            place.mistake(
                    user.isPresent() ? "a user without a password" : "no user",
                    "`user` and `password-from` together",
                    "name both, or neither");
            return Optional.empty();
        }
        Origin.Mechanism mechanism =
                written.flatMap(Place::text)
                        .map(text -> text.toUpperCase(Locale.ROOT).replace('-', '_'))
                        .map(Origin.Mechanism::valueOf)
                        .orElse(Origin.Mechanism.SCRAM_SHA_512);
        if (mechanism == Origin.Mechanism.PLAIN && !TlsKeys.isTls(place)) {
            place.mistake(
                    "a password that would be sent in the open",
                    "`tls: true`, or a mechanism that does not send it",
                    "add `tls: true`, or write `mechanism: scram-sha-512`");
        }
        return user.flatMap(name -> password.map(from -> new Origin.Login(mechanism, name, from)));
    }
}
