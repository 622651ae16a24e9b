package dev.berth.precompute.pack;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.TensorPool;
import dev.berth.features.online.OnlineStore;
import dev.berth.precompute.key.UserKey;
import dev.berth.precompute.snapshot.AnswerRow;
import dev.berth.precompute.snapshot.DirectorySnapshots;
import dev.berth.precompute.snapshot.SnapshotManifest;
import dev.berth.precompute.snapshot.SnapshotStore;
import dev.berth.protocol.pack.AnswerPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.AEADBadTagException;

/// Writer of one user's answers to a pack.
public final class PackWriter {
    private PackWriter() {}

    /// Writes the answers of the current snapshot that a user's key encrypted.
    ///
    /// @return how many
    /// @throws ProblemException `precompute-invalid` if there is no snapshot, it is not encrypted,
    ///   or the file cannot be written; `not-precomputed` if the user has no answer in it
    public static int write(
            SnapshotStore snapshots, EndpointName endpoint, UserKey user, Path file) {
        long number =
                snapshots
                        .current(endpoint)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.PRECOMPUTE_INVALID,
                                                "endpoint " + endpoint + " has no snapshot",
                                                "precompute one"));
        SnapshotManifest manifest = snapshots.manifest(endpoint, number);
        List<byte[]> answers = new ArrayList<>();
        var pool = new TensorPool();
        try (OnlineStore rows = snapshots.open(endpoint, number)) {
            rows.scan(
                    user.rowsPrefix(),
                    (name, value) -> {
                        try {
                            answers.add(AnswerRow.packed(user.decrypt(value, name), pool));
                        } catch (AEADBadTagException e) {
                            // The row of another user whose rows begin with the same bytes.
                        }
                    });
        }
        if (answers.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.NOT_PRECOMPUTED,
                    "snapshot " + number + " of " + endpoint + " has no answer of this user",
                    "precompute answers for this user");
        }
        byte[] pack =
                AnswerPack.write(
                        new AnswerPack.Header(
                                endpoint.value(), manifest.computed(), manifest.ttl()),
                        answers,
                        user.bytes());
        try {
            Path written = file.resolveSibling(file.getFileName() + ".unfinished");
            Files.write(written, pack);
            Files.move(
                    written,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw DirectorySnapshots.unwritable(file, e);
        }
        return answers.size();
    }
}
