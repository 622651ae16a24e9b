@NullMarked
package dev.berth.cards.document;

import org.jspecify.annotations.NullMarked;
