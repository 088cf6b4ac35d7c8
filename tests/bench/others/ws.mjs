// The `ws` package: a set of sockets a topic, `send` to each.
import { WebSocketServer } from 'ws'
import { feed, topicsOf } from './feed.mjs'

const members = new Map()
const server = new WebSocketServer({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096, perMessageDeflate: false })
server.on('connection', (socket, request) => {
  for (const topic of topicsOf(request.url)) {
    if (!members.has(topic)) members.set(topic, new Set())
    members.get(topic).add(socket)
  }
  socket.on('error', () => {})
})
server.on('listening', () => console.log('ready'))
feed((topics, frame) => {
  for (const topic of topics) for (const socket of members.get(topic) ?? []) socket.send(frame)
})
