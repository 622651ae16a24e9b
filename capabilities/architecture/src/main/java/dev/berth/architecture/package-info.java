/// Diagrams of a system: an endpoint's graph, and lineage.
///
/// [dev.berth.architecture.EndpointDiagramBuilder] makes a [dev.berth.architecture.Diagram], nodes
/// and edges, of a description; [dev.berth.architecture.LineageDiagramBuilder] makes one of a
/// `Lineage`. [dev.berth.architecture.MermaidWriter] and [dev.berth.architecture.SvgWriter] write
/// it; [dev.berth.architecture.Layout] places the nodes for the latter. Deliberately absent: the
/// execution of endpoints.
///
/// The layout is that of the Eclipse Layout Kernel: 5.4 MB of libraries, which only this command
/// loads.
@NullMarked
package dev.berth.architecture;

import org.jspecify.annotations.NullMarked;
