/// Diagrams of a system: an endpoint's graph, and lineage.
///
/// [dev.berth.architecture.EndpointDiagramBuilder] makes a [dev.berth.architecture.Diagram], nodes
/// and edges, of a description; [dev.berth.architecture.LineageDiagramBuilder] makes one of a
/// `Lineage`. [dev.berth.architecture.MermaidWriter] and [dev.berth.architecture.SvgWriter] write
/// it; [dev.berth.architecture.Layout] places the nodes for the latter. Deliberately absent: the
/// execution of endpoints.
///
/// The layout is our own, some 570 lines. Eclipse ELK 0.11 would save 400 of them for 8.8 MB of
/// libraries (EMF, Guava, Xtext) and 770 loaded classes in a command that draws one diagram.
@NullMarked
package dev.berth.architecture;

import org.jspecify.annotations.NullMarked;
