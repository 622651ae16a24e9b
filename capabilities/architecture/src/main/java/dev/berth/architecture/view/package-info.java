/// Views of a system's graph: each shows what one question needs, and nothing else.
///
/// [dev.berth.architecture.view.SystemView] lists them; [dev.berth.architecture.view.ViewDiagrams]
/// draws one as a [dev.berth.diagrams.BoxDiagram].
@NullMarked
package dev.berth.architecture.view;

import org.jspecify.annotations.NullMarked;
