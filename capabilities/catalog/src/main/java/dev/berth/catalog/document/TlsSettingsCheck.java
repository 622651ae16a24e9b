package dev.berth.catalog.document;

import java.util.List;

/// Check of the keys for connections under TLS: `tls`, `ca-file`, `cert-file` and `key-file`.
public final class TlsSettingsCheck {
    private static final List<String> FILES = List.of("ca-file", "cert-file", "key-file");

    private TlsSettingsCheck() {}

    public static boolean isTls(DocumentNode place) {
        return place.truth("tls").orElse(false);
    }

    /// An error where files are named without `tls: true`, or one of certificate and key alone.
    public static void check(DocumentNode place) {
        List<String> files = FILES.stream().filter(key -> place.child(key).isPresent()).toList();
        if (!files.isEmpty() && !isTls(place)) {
            place.error(
                    String.join(" and ", files) + " without TLS",
                    "`tls: true` beside it",
                    "add `tls: true`, or remove " + String.join(" and ", files));
        }
        if (files.contains("cert-file") != files.contains("key-file")) {
            place.error(
                    files.contains("key-file")
                            ? "a key without its certificate"
                            : "a certificate alone",
                    "certificate and key together",
                    "name both files, or neither");
        }
    }
}
