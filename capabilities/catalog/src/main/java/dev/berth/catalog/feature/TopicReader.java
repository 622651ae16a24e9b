package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.TlsSettingsCheck;
import dev.berth.core.feature.DataSourceConfig;
import java.util.Locale;
import java.util.Optional;

/// Reader of the topic that the events of a source are taken from, with the connection to its
/// brokers. Whether files and variables that it names are there is found out by the component that
/// connects.
final class TopicReader {
    private TopicReader() {}

    static Optional<DataSourceConfig.Topic> read(DocumentNode place) {
        if (place.hasUnsoundEntry()) {
            return Optional.empty();
        }
        TlsSettingsCheck.check(place);
        Optional<String> servers = place.text("bootstrap-servers");
        Optional<String> topic = place.text("topic");
        Optional<DataSourceConfig.Login> login = login(place);
        return place.isSound() && servers.isPresent() && topic.isPresent()
                ? Optional.of(
                        new DataSourceConfig.Topic(servers.get(), topic.get(), tls(place), login))
                : Optional.empty();
    }

    private static Optional<DataSourceConfig.Tls> tls(DocumentNode place) {
        if (!TlsSettingsCheck.isTls(place)) {
            return Optional.empty();
        }
        Optional<String> key = place.text("key-file");
        return Optional.of(
                new DataSourceConfig.Tls(
                        place.text("ca-file"),
                        place.text("cert-file")
                                .flatMap(
                                        shown ->
                                                key.map(
                                                        of ->
                                                                new DataSourceConfig.Identity(
                                                                        shown, of)))));
    }

    private static Optional<DataSourceConfig.Login> login(DocumentNode place) {
        Optional<String> user = place.text("user");
        Optional<String> password = place.text("password-from");
        Optional<DocumentNode> written = place.child("sasl-mechanism");
        if (user.isPresent() != password.isPresent() || (written.isPresent() && user.isEmpty())) {
            place.error(
                    user.isPresent() ? "a user without a password" : "no user",
                    "`user` and `password-from` together",
                    "name both, or neither");
            return Optional.empty();
        }
        DataSourceConfig.Mechanism mechanism =
                written.flatMap(DocumentNode::text)
                        .map(text -> text.toUpperCase(Locale.ROOT).replace('-', '_'))
                        .map(DataSourceConfig.Mechanism::valueOf)
                        .orElse(DataSourceConfig.Mechanism.SCRAM_SHA_512);
        if (mechanism == DataSourceConfig.Mechanism.PLAIN && !TlsSettingsCheck.isTls(place)) {
            place.error(
                    "a password that would be sent in the open",
                    "`tls: true`, or a mechanism that does not send it",
                    "add `tls: true`, or write `sasl-mechanism: scram-sha-512`");
        }
        return user.flatMap(
                name -> password.map(from -> new DataSourceConfig.Login(mechanism, name, from)));
    }
}
