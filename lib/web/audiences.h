/*
 * audiences.h - what a page says of audiences, for map.js.
 *
 *	"nodes":[["봄하늘",5230,0,0.41,-1.2],...],   name, users, group, place
 *	"links":[[0,7,0.183],...],                  two nodes and what they
 *share "drawn":2710                                of the links, from the first
 *
 * Nodes come largest first, links strongest first within what is drawn and
 * then within the rest; a group is a number from 0, -1 for none.
 */
#ifndef CHZ_WEB_AUDIENCES_H
#define CHZ_WEB_AUDIENCES_H

#include "chart/network.h"
#include "core/str.h"

enum { AUDIENCES_MOST = 1500, AUDIENCES_LINKS = 30000 };

/* Appends them, as members of an object.  False when the nodes found no place.
 */
bool audiences_put(const struct network *, struct buf *);

#endif
