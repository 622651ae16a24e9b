package dev.berth.serving.lifecycle;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;

/// Problems that state why a known model does not answer requests.
final class UnavailabilityReasons {
    private UnavailabilityReasons() {}

    static ProblemException problem(ModelSlot slot) {
        String reasons =
                String.join(
                        "; ",
                        slot.versions().stream()
                                .filter(version -> version.instance().isEmpty())
                                .map(UnavailabilityReasons::reason)
                                .sorted()
                                .toList());
        return Problem.of(
                        ProblemCode.MODEL_NOT_READY,
                        "model '" + slot.name() + "' is not ready: " + reasons,
                        "see `berth models` or POST /v2/repository/index; `berth check` tells what is"
                                + " wrong with a package")
                .asException();
    }

    private static String reason(VersionSlot version) {
        return "version "
                + version.version()
                + " is "
                + version.state().label()
                + (version.reason().isEmpty() ? "" : ": " + version.reason());
    }

    static ProblemException gone(ModelReference model) {
        return Problem.of(
                        ProblemCode.MODEL_NOT_FOUND,
                        "model " + model + " is gone: its package was taken away",
                        "name a model that `berth models` lists")
                .asException();
    }
}
