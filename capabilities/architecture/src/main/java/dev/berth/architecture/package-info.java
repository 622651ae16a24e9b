/// Views of a system: what an endpoint consists of and what depends on what, as pictures.
///
/// [dev.berth.architecture.EndpointDiagramBuilder] makes a [dev.berth.architecture.Diagram] of a
/// description, [dev.berth.architecture.LineageDiagramBuilder] of what depends on what;
/// [dev.berth.architecture.MermaidWriter] and [dev.berth.architecture.SvgWriter] write it. Where
/// things stand in the latter is found by [dev.berth.architecture.Layout]. Deliberately absent:
/// what happens when an endpoint runs.
@NullMarked
package dev.berth.architecture;

import org.jspecify.annotations.NullMarked;
