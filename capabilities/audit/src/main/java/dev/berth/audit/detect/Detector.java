package dev.berth.audit.detect;

import dev.berth.audit.code.CodeBase;
import dev.berth.audit.finding.Finding;
import java.util.function.Consumer;

/// Detector of one anti-pattern in source code.
interface Detector {
    /// Hands over each finding, in any order.
    void detect(CodeBase code, Consumer<Finding> findings);
}
