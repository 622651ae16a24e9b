@NullMarked
package dev.berth.cards.modelcard;

import org.jspecify.annotations.NullMarked;
