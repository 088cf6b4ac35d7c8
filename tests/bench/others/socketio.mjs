// Socket.IO: a room a topic.
import { Server } from 'socket.io'
import { createServer } from 'node:http'
import { feed, topicsOf } from './feed.mjs'

const http = createServer()
// Its heartbeat would be answered by a browser; the reader here does not.
const io = new Server(http, { transports: ['websocket'], pingInterval: 3_600_000, perMessageDeflate: false, serveClient: false })
io.on('connection', (socket) => socket.join(topicsOf(socket.request.url)))
http.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 }, () => console.log('ready'))
feed((topics, frame) => io.to(topics).emit('event', frame))
