package dev.berth.catalog.access;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Files and folders that are there and that this process may not read, distinguished from those
/// that are not there: the file system's answer to "is it a folder?" is no for both.
public final class DeniedAccess {
    private static final AccessCheck FILE_SYSTEM =
            (path, modes) -> path.getFileSystem().provider().checkAccess(path, modes);

    private DeniedAccess() {}

    /// File system's access check.
    @FunctionalInterface
    interface AccessCheck {
        /// Fails if the process may not use the file so.
        ///
        /// @param modes none for whether it is there
        void check(Path path, AccessMode... modes) throws IOException;
    }

    /// Refuses a path that may not be read; one that is absent passes.
    ///
    /// @throws ProblemException with this code
    public static void refuse(Path path, ProblemCode code) {
        Optional<String> denied = find(path);
        if (denied.isPresent()) {
            throw new ProblemException(code, denied.get(), remedy());
        }
    }

    /// What may not be read, in words; empty if it may, or there is nothing.
    public static Optional<String> find(Path path) {
        return find(path, FILE_SYSTEM);
    }

    static Optional<String> find(Path path, AccessCheck access) {
        return first(path.toAbsolutePath().normalize(), access).map(DeniedAccess::describe);
    }

    /// How to mend it.
    public static String remedy() {
        return "let this user read it (`chmod`, `chown`), with every folder above it, or run as another user";
    }

    /// The topmost of the path and the folders above it that is closed.
    private static Optional<Path> first(Path path, AccessCheck access) {
        List<Path> chain = new ArrayList<>();
        for (Path each = path; each != null; each = each.getParent()) {
            chain.addFirst(each);
        }
        for (Path each : chain) {
            try {
                access.check(each);
            } catch (AccessDeniedException closed) {
                Path above = each.getParent();
                return Optional.of(above == null ? each : above);
            } catch (IOException absent) {
                return Optional.empty();
            }
        }
        try {
            access.check(path, AccessMode.READ);
            if (Files.isDirectory(path)) {
                access.check(path, AccessMode.EXECUTE);
            }
            return Optional.empty();
        } catch (AccessDeniedException closed) {
            return Optional.of(path);
        } catch (IOException other) {
            return Optional.empty();
        }
    }

    private static String describe(Path closed) {
        return "'"
                + SanitizedText.of(closed.toString())
                + "' may not be read by the user '"
                + System.getProperty("user.name")
                + "'"
                + owner(closed);
    }

    private static String owner(Path closed) {
        try {
            return " (its owner is '" + Files.getOwner(closed).getName() + "')";
        } catch (IOException | UnsupportedOperationException unknown) {
            return "";
        }
    }
}
