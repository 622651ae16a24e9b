/// Documents in a server: routes that give them, and a page that shows them.
///
/// Read [dev.berth.cards.server.DocumentsContribution].
@NullMarked
package dev.berth.cards.server;

import org.jspecify.annotations.NullMarked;
