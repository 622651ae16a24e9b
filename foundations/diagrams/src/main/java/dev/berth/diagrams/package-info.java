/// Diagrams of boxes in groups with arrows between them, as SVG.
///
/// Start reading at [dev.berth.diagrams.BoxDiagram], which says what is drawn;
/// [dev.berth.diagrams.BoxDiagramSvg] draws it. The Eclipse Layout Kernel places everything.
/// Deliberately absent: scripts and interaction, and what the boxes mean.
@NullMarked
package dev.berth.diagrams;

import org.jspecify.annotations.NullMarked;
