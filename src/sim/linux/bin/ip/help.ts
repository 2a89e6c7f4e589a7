/** What `ip help` prints: what is simulated here. */
export const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | neighbour | netns | route | rule }
       OPTIONS := { -V[ersion] | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | link } |
                    -4 | -6 | -0 | -br[ief] | -o[neline] | -n[etns] name }
`;

/** What `ip OBJECT help` prints. */
export const OBJECT_USAGE: Record<string, string> = {
  address: `Usage: ip address {add|change|replace} IFADDR dev IFNAME
       ip address del IFADDR dev IFNAME
       ip address flush dev IFNAME
       ip address [ show [ dev IFNAME ] [ scope SCOPE-ID ] [ master DEVICE ]
                         [ nomaster ] [ type TYPE ] [ to PREFIX ] [up] ]
IFADDR := PREFIX [ broadcast ADDR ] [ label IFNAME ] [ scope SCOPE-ID ]
SCOPE-ID := [ host | link | global ]
`,
  link: `Usage: ip link add [ name ] NAME [ address LLADDR ] [ mtu MTU ]
		    [ netns { PID | NAME } ] type { bridge | dummy | veth [ peer name NAME ] }

	ip link delete { DEVICE | dev DEVICE }

	ip link set { DEVICE | dev DEVICE } [ { up | down } ]
		[ name NEWNAME ] [ address LLADDR ] [ mtu MTU ]
		[ netns { PID | NAME } ] [ master DEVICE ][ nomaster ]

	ip link show [ DEVICE ] [up] [master DEV] [type TYPE] [nomaster]
`,
  route: `Usage: ip route { list | flush } SELECTOR
       ip route get ADDRESS [ from ADDRESS ] [ oif STRING ]
       ip route { add | del | change | append | replace } ROUTE
SELECTOR := [ root PREFIX ] [ match PREFIX ] [ exact PREFIX ]
            [ table TABLE_ID ] [ dev STRING ] [ via ADDRESS ]
            [ proto RTPROTO ] [ type TYPE ] [ scope SCOPE ]
ROUTE := PREFIX [ via ADDRESS ] [ dev STRING ] [ src ADDRESS ]
         [ metric METRIC ] [ proto RTPROTO ] [ onlink ]
TABLE_ID := [ local | main | default | all ]
`,
  neigh: `Usage: ip neigh show [ to PREFIX ] [ dev DEV ] [ nud STATE ]
`,
};
