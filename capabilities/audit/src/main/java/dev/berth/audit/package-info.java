/// Anti-patterns of systems with models: found in descriptions, in the source around a system, and
/// in what its running servers measure.
///
/// Start at [dev.berth.audit.Audit]. Sources are read by grammars of tree-sitter into facts that do
/// not depend on the language ([dev.berth.audit.code.CodeFile]); each anti-pattern has a detector
/// that looks at these facts. A detector prefers silence to a wrong finding.
///
/// Source: Sculley et al., *Hidden Technical Debt in Machine Learning Systems*, NIPS 2015.
@NullMarked
package dev.berth.audit;

import org.jspecify.annotations.NullMarked;
