@NullMarked
package dev.berth.cards.analysis;

import org.jspecify.annotations.NullMarked;
