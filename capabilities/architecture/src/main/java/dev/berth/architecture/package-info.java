/// Views of a system: what an endpoint consists of and what depends on what, as pictures.
///
/// [dev.berth.architecture.EndpointViews] makes a [dev.berth.architecture.View] of a description,
/// [dev.berth.architecture.LineageViews] of what depends on what;
/// [dev.berth.architecture.MermaidText] and [dev.berth.architecture.SvgPicture] write it. Where
/// things stand in the latter is found by [dev.berth.architecture.Layout]. Deliberately absent:
/// what happens when an endpoint runs.
@NullMarked
package dev.berth.architecture;

import org.jspecify.annotations.NullMarked;
