package dev.berth.cli.precompute;

import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.LocalTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.system.SystemDescription;
import dev.berth.precompute.key.MasterKey;
import dev.berth.precompute.key.UserKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.pack.PackWriter;
import dev.berth.precompute.snapshot.DirectorySnapshots;
import dev.berth.precompute.snapshot.PrecomputedFiles;
import dev.berth.precompute.snapshot.SnapshotStore;
import dev.berth.precompute.snapshot.SnapshotStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/// The encrypted answers of one user.
final class UserAnswers {
    private final Terminal terminal;
    private final String place;
    private final EndpointName endpoint;

    UserAnswers(Terminal terminal, String place, EndpointName endpoint) {
        this.terminal = terminal;
        this.place = place;
        this.endpoint = endpoint;
    }

    void erase(String user) {
        try (LocalTarget target = OpenSystem.withoutModels(place);
                UserKeys keys = keys(target)) {
            requireErasable(keys.erase(user), user);
            terminal.out()
                    .println(
                            "erased: what was precomputed for this user cannot be read any more;"
                                    + " copies of the key table still read it");
        }
    }

    private static void requireErasable(boolean isErased, String user) {
        if (!isErased) {
            throw noKey(user);
        }
    }

    private static ProblemException noKey(String user) {
        return new ProblemException(
                ProblemCode.PRECOMPUTE_INVALID,
                "no key of the user '"
                        + SanitizedText.of(user)
                        + "' (expected: a user with precomputed answers, not erased)",
                "correct the name, which is as requests have it");
    }

    void pack(String user, Path to) {
        try (LocalTarget target = OpenSystem.withoutModels(place);
                UserKeys keys = keys(target);
                SnapshotStore snapshots =
                        SnapshotStores.of(target.berth().serving().system(), System.getenv())) {
            UserKey key = keys.find(user).orElseThrow(() -> noKey(user));
            int count = PackWriter.write(snapshots, endpoint, key, to);
            Path keyFile = to.resolveSibling(to.getFileName() + ".key");
            writeKey(keyFile, Base64.getEncoder().encodeToString(key.bytes()) + "\n");
            terminal.out()
                    .println(
                            count
                                    + " answers: "
                                    + to
                                    + ", readable by "
                                    + keyFile
                                    + "; send the two apart");
        }
    }

    /// Writes a key that only this user of the machine can read, where files have permissions.
    private static void writeKey(Path file, String key) {
        try {
            Files.deleteIfExists(file);
            if (Files.getFileStore(file.toAbsolutePath().getParent())
                    .supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, key);
        } catch (IOException e) {
            throw DirectorySnapshots.unwritable(file, e);
        }
    }

    private UserKeys keys(LocalTarget target) {
        if (target.berth().endpoints().precomputable(endpoint).policy().encryptBy().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PRECOMPUTE_INVALID,
                    "endpoint " + endpoint + " has no `encrypt-by` (expected: answers with users)",
                    "name the input that names a user: `cached: {encrypt-by: user}`");
        }
        SystemDescription system = target.berth().serving().system();
        return UserKeys.open(
                PrecomputedFiles.keys(system, System.getenv()), MasterKey.require(System.getenv()));
    }
}
