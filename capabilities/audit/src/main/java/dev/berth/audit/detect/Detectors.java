package dev.berth.audit.detect;

import dev.berth.audit.code.CodeBase;
import dev.berth.audit.finding.Finding;
import java.util.ArrayList;
import java.util.List;

/// All detectors of anti-patterns in source code.
public final class Detectors {
    private static final List<Detector> ALL = List.of();

    private Detectors() {}

    /// What they find, in the order of the places.
    public static List<Finding> findings(CodeBase code) {
        List<Finding> found = new ArrayList<>();
        ALL.forEach(each -> each.detect(code, found::add));
        return found.stream().sorted().distinct().toList();
    }
}
