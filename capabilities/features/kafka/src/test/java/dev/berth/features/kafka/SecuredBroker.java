package dev.berth.features.kafka;

import dev.berth.testkit.tls.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ScramMechanism;

/// Broker of all tests of this module, with listeners that require authentication beside the plain
/// one. It ends with the process.
///
/// @param folder with the certificates
/// @param environment variables with its addresses and passwords
record SecuredBroker(Broker broker, Path folder, Map<String, String> environment) {
    /// With characters that are special where passwords are written.
    private static final String PASSWORD = "a \"quoted\\ pass;word' = ü";

    private static final List<SecuredBroker> STARTED = new ArrayList<>();

    static synchronized SecuredBroker ofThisModule()
            throws IOException, InterruptedException, ExecutionException {
        if (STARTED.isEmpty()) {
            STARTED.add(start(Files.createTempDirectory(Path.of("target"), "broker")));
        }
        return STARTED.getFirst();
    }

    private static SecuredBroker start(Path folder)
            throws IOException, InterruptedException, ExecutionException {
        Certificates certificates = Certificates.make(folder);
        int login = Broker.freePort();
        int shown = Broker.freePort();
        Broker broker =
                Broker.start(
                        folder,
                        settings(certificates),
                        ",SASL_SSL://127.0.0.1:" + login + ",SSL://127.0.0.1:" + shown);
        broker.add("berth", PASSWORD, ScramMechanism.SCRAM_SHA_256);
        broker.add("berth", PASSWORD, ScramMechanism.SCRAM_SHA_512);
        certificates.certificate("client");
        certificates.key("client");
        return new SecuredBroker(
                broker,
                folder,
                Map.of(
                        "LOGIN",
                        "127.0.0.1:" + login,
                        "SHOWN",
                        "127.0.0.1:" + shown,
                        "PASSWORD",
                        PASSWORD,
                        "WRONG",
                        "wrong"));
    }

    private static Map<String, String> settings(Certificates certificates) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("ssl.keystore.type", "PEM");
        settings.put(
                "ssl.keystore.certificate.chain",
                Files.readString(certificates.certificate("server")));
        settings.put("ssl.keystore.key", Files.readString(certificates.key("server")));
        settings.put("ssl.truststore.type", "PEM");
        settings.put(
                "ssl.truststore.certificates", Files.readString(certificates.certificate("ca")));
        settings.put("listener.name.ssl.ssl.client.auth", "required");
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL");
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
        settings.put(
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_berth="
                        + '"'
                        + PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"")
                        + "\";");
        for (String mechanism : List.of("scram-sha-256", "scram-sha-512")) {
            settings.put(
                    "listener.name.sasl_ssl." + mechanism + ".sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }
        return settings;
    }
}
